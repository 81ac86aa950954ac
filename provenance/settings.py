"""Every default with its reason. The values of a run stand in the database with it."""

from __future__ import annotations

# Fingerprints: a shared run of SHINGLE + WINDOW - 1 = 8 words always holds a common one, and of runs of 12
# words two. Measured on 3,000 windows of real prose: every 12-word run and 96 % of 60-word passages with a
# fifth of their words edited become candidates.
SHINGLE = 5
WINDOW = 4

# A pair of articles is looked at when it shares a run of CANDIDATE_RUN words, or two fingerprints that stand
# within CANDIDATE_NEAR others (of a text's words two in five begin one: some 40 words), or CANDIDATE_PRINTS
# anywhere. Among 100,000 articles most pairs that share two far apart share two phrases of the trade.
CANDIDATE_RUN = 8
CANDIDATE_NEAR = 16
CANDIDATE_PRINTS = 3

# Fingerprints in more texts than this make pairs with a few neighbours each, not with all (the count that
# this leaves out is kept). A story in 60 papers still makes all of its pairs, which lineage weighs.
FREQUENT = 64

# Sketches: 128 permutations put the standard error of a Jaccard estimate at .09 at most; .3 because
# newswire duplicates have a mean Jaccard of .26 to .30 (NEWS-COPY), and LSH only proposes.
NUM_PERM = 128
SKETCH_SEED = 1
LSH_THRESHOLD = 0.3
# What datasketch's optimiser chooses for this threshold and so many permutations (tested): its import alone
# costs more than the sketches of 10,000 articles.
LSH_BANDS = 37
LSH_ROWS = 3
# Bands let chance in: proposals of which the sketches estimate less are dropped (2.5 standard errors below).
LSH_LEAST = 0.2
SKETCH_SHINGLE = 5

# Near-duplicates: aligned words cover this share of both texts.
CONTAINMENT = 0.7

# Two texts of one side of a comparison, which are not compared, count as one story where they share this part
# of the fingerprints of the one with more.
REPRINT = 0.4

# Where nothing but near-duplicates is wanted, pairs that share this part of the fingerprints of one of them
# are looked at. Texts of which 20 % of the words are replaced one by one share 24 % at least (of 10,000).
COMMON_PRINTS = 0.12

# Alignment inside a pair: seeds are runs of SEED equal words; they chain over gaps of up to GAP words.
SEED = 3
GAP = 15
REFRAIN = 64

# Where passages end. Inside a paragraph an unmatched gap of up to SHORT_GAP words, or one that is similar on
# both sides, stays inside; at a paragraph edge that both texts have, at most EDGE_GAP, and only with
# EDGE_WORDS matched words on each side. Fewer than TAIL words beyond a gap, or beyond a sentence end that
# both texts have, are a spill ("The", "He said"), not part of the passage; brackets of up to TAIL words are
# a gloss. On METER, gaps of 8 and 15 cover 1.1 of 100 annotated verbatim words more than 4 and 10 do, on both
# halves of the stories, in 4 % fewer passages; 15 and 15 another .2, and join what reads as two.
SHORT_GAP = 8
SIMILAR_GAP = 15
EDGE_GAP = 2
EDGE_WORDS = 5
TAIL = 3

# What counts as a passage. A run of ALONE matched words needs nothing else; one of COMPANY does when the
# pair shares a passage of ALONE words, or when RARE of its words stand once only in each text. In the seeds
# 8-word runs beside a 38-word quotation are reuse, and every run of up to 6 words is topic wording.
# Where words are not spaced, a token is one character: it takes UNSPACED times as many to say as much (a word
# of Chinese has some two characters, one of Thai four; three-character seeds would join everything).
ALONE = 12
COMPANY = 8
RARE = 6
UNSPACED = 2
# Where this share of a passage's words is aligned, the edited ones between them count to its length.
NEARLY = 0.9

# Form: the share of the longer side's words that stand equal and aligned.
NEAR_VERBATIM = 0.7

# So many different words of a text have to be disguised (by look-alikes, hidden characters, heaps of marks)
# before it is said: one or two are a slip of the keyboard, a scanner's error, a brand or a formula.
DISGUISED_WORDS = 3
# Editors put a zero-width space into addresses and long compounds, so that they can be broken; a shorter word
# has no need of one.
BREAKABLE_LETTERS = 10

# Context shown on both sides of a passage, in code points.
CONTEXT = 40

# A book has one or two megabytes; a file of more than this is an export, not an article: listed, not read.
MAX_BYTES = 16 * 1024 * 1024

# A page takes milliseconds, the worst honest ones a few seconds: a reader that takes longer hangs. It is
# ended, as it is where it wants more memory than this.
READ_SECONDS = 20.0
READ_MEMORY = 2 * 1024**3

# Fewer bytes than this are done before other processes have started.
SHARED_WORK = 16 * 1024 * 1024

# What the collection shows of its wording (stock phrases, boilerplate lines) is learned anew when it has
# doubled. Smaller collections are judged anew by each scan: it takes a second, and a few articles show more.
REJUDGE_BELOW = 1000

# The quotations of a text are compared with those of so many others that it shares something with: a story in
# hundreds of papers would have as many differences as it has pairs of copies.
QUOTED_WITH = 8

# Regions, in words and in scores. The numbers were found by a search on every second document of PAN's
# training corpus of 2013, and are reported on the others (docs/quality.md). REGION_COPIED: matched words of a
# passage from which it is a region as it stands. REGION_WORDS: what a region has at least.
REGION_COPIED = 20
REGION_WORDS = 6
REGION_CELL = 31
REGION_MARGIN = 21
REGION_SLACK = 11
REGION_SEED = 2000
REGION_LEAST = 8000
REGION_EDGE = 5600
REGION_ROUNDS = 24
REGION_SEEDS = 64
REGION_LENGTH = 2500
REGION_SCALE = 0.45
REGION_GAIN = 5.5
REGION_GAIN_FALLS = 1.7
REGION_COST = 0.72
REGION_COST_RISES = 0.3
REGION_COST_MOST = 2.0

# Summaries (provenance/summaries.py), found by the same search. SUMMARY_WORDS: what a summary has at least;
# SUMMARY_SHORTER and SUMMARY_APART: how often it goes into its source and into the text that has it, at
# least. SUMMARY_SHARE of its words are taken to be the source's. Outside of it a word is as likely as in the
# rest of the text together with SUMMARY_SOURCE of the source and a text of SUMMARY_WORLD words in which it
# stands SUMMARY_UNSEEN times. In bits: SUMMARY_MOST is the most that a word can speak, SUMMARY_LEAST what a
# part must come to. SUMMARY_TRACE is the score of a region that is a trace of it. Of a copy, regions cover
# more than SUMMARY_COVERED. What follows weighs the signs.
SUMMARY_WORDS = 40
SUMMARY_SHORTER = 3
SUMMARY_APART = 2
SUMMARY_ROUNDS = 2
SUMMARY_SHARE = 0.3
SUMMARY_SOURCE = 0.2
SUMMARY_WORLD = 300
SUMMARY_UNSEEN = 0.7
SUMMARY_MOST = 1.5
SUMMARY_LEAST = 5.0
SUMMARY_TRACE = 3000
SUMMARY_PLACES_MOST = 5
SUMMARY_COVERED = 0.7
SUMMARY_EVIDENCE = 2.75
SUMMARY_ELSEWHERE = 2.2
SUMMARY_TOGETHER = 13
SUMMARY_SHARED = 4
SUMMARY_PLACES = 2
SUMMARY_LENGTH = 1.5
SUMMARY_BASE = 7.8

# Shares: a step of the greedy cover adds at least so many words. The edges of a passage differ by a few words
# from copy to copy, and a passage counts from so many on.
SHARES_LEAST = COMPANY
# So many articles that share something with one are looked at word by word, those with the most words; of
# the rest only the number is told.
SHARES_PARTNERS = 256

# The degree (wholly, partially, non-derived). Rarity is counted over pieces of DEGREE_PIECE words; a word is
# rare in at most this share of them, or in so many. A source adds at least DEGREE_ADDS of the article.
# The two limits were chosen on every second story of METER and are reported on the others (docs/quality.md).
DEGREE_PIECE = 40
DEGREE_RARE = 0.01
DEGREE_RARE_LEAST = 3
DEGREE_ADDS = 0.02
DEGREE_GAP = 5
DEGREE_SENTENCE = 0.3
DEGREE_SHORT = 3
# Sentences are compared all with all: of a book its beginning has to do.
DEGREE_WORDS = 5_000
DEGREE_DERIVED = 0.39
DEGREE_WHOLLY = 0.77
# Of the words of another text in their language an article and its sources have a third or more; of one in a
# related language up to a fifth (300 words of French and of Spanish), else a few in a hundred.
DEGREE_LANGUAGE = 0.2
# So many other texts of an archive say how rare words are; more change nothing that was measured. With fewer
# pieces than DEGREE_PIECES_LEAST (two short articles) no degree is told.
DEGREE_OTHERS = 200
# So many sources are looked at for the degree, those with the most words.
DEGREE_SOURCES = 64
DEGREE_PIECES_LEAST = 10

# Passages in other words, as scans report them (`paraphrases`). What speaks for one is its wording: words
# without a capital or a digit at their beginning. PARAPHRASE_TELLING different ones that are rare in the
# pair (a gain of PARAPHRASE_RARE thousandths; in scripts that know no capitals PARAPHRASE_CASELESS times as
# many, as names can't be told there), PARAPHRASE_WORDING of those of either side held by the other, and of
# all words of the longer side PARAPHRASE_COMMON in common, PARAPHRASE_IN_ORDER in one order: of those that
# have PARAPHRASE_DENSE in common PARAPHRASE_MOVED, as clauses may have been moved. Where characters stand
# for words, PARAPHRASE_UNSPACED of these shares. Where that is too little, sentences at the ends of which
# the other side has less than PARAPHRASE_SPILL are left out. Of 35 passages that this adds on Reuters-21578
# all but one or two tell a sentence again; with 6, .6, .5 and .35 dubious ones come in on METER.
PARAPHRASE_TELLING = 7
PARAPHRASE_RARE = 2500
PARAPHRASE_CASELESS = 1.5
PARAPHRASE_WORDING = 0.65
PARAPHRASE_COMMON = 0.55
PARAPHRASE_IN_ORDER = 0.4
PARAPHRASE_DENSE = 0.65
PARAPHRASE_MOVED = 0.25
PARAPHRASE_UNSPACED = 0.7
PARAPHRASE_SPILL = 0.5
# Pairs are looked at closely where words of PARAPHRASE_LETTERS letters and up speak for PARAPHRASE_SEED in
# two cells of PARAPHRASE_CELL words: this finds 48 of 61 such passages on METER and leaves one pair in 29 of
# those compared on Reuters-21578 (one in 13 finds three more). There must be PARAPHRASE_SHARE such places for
# each word of the longer side that could speak: of 538 pairs with such passages on METER and Reuters-21578
# this leaves out none, of the others on made-up news four in five (.35 leaves out one, and eleven in twelve).
# Of a pair with more than PARAPHRASE_SEEDS such places the best are looked at.
PARAPHRASE_LETTERS = 4
PARAPHRASE_CELL = 12
PARAPHRASE_SEED = 20000
PARAPHRASE_SHARE = 0.3
PARAPHRASE_SEEDS = 8
PARAPHRASE_ROUNDS = 8
# Where these differ from those of regions, the rules above were made with them.
PARAPHRASE_STEP = 35
PARAPHRASE_MARGIN = 45
PARAPHRASE_SLACK = 0
PARAPHRASE_EDGE = 4400
PARAPHRASE_LENGTH = 2300
PARAPHRASE_SCALE = 0.3
PARAPHRASE_COST = 0.6
PARAPHRASE_COST_MOST = 1.7

# Articles that tell sentences of each other again and share no few words in a row: of each PAIRED_WINDOW
# words, at every PAIRED_STRIDE, the PAIRED_WORDS longest (of PAIRED_LETTERS letters and up all count alike)
# make a key, two and two, and texts that share PAIRED_LEAST of them are compared; of archives below
# REJUDGE_BELOW the PAIRED_WORDS_FEW longest and PAIRED_LEAST_FEW of them. See docs/matching.md.
PAIRED_WINDOW = 40
PAIRED_STRIDE = 20
PAIRED_WORDS = 5
PAIRED_LETTERS = 12
PAIRED_LEAST = 3
PAIRED_WORDS_FEW = 12
PAIRED_LEAST_FEW = 4
