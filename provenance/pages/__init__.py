"""The pages: each tells one job from start to end, as calls into the rooms below it, and does little else."""
