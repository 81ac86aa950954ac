"""A file that names agencies, outlets and wordings of credits -> what it adds, checked (docs/agencies.md)."""

from __future__ import annotations

import json
from pathlib import Path

from provenance.agency_lists import Lists, check_lists


class AgencyFileError(Exception):
    """A file of agencies that can't be used; the message is one sentence with the file and what to do."""


def read_agency_file(file: str | Path) -> Lists:
    """What a JSON or TOML file adds; TOML where its name ends in .toml. Raises AgencyFileError."""
    import tomllib

    path = Path(file)
    try:
        words = path.read_bytes().decode("utf-8-sig")
        given = tomllib.loads(words) if path.suffix.lower() == ".toml" else json.loads(words)
        return check_lists(given)
    except OSError as error:
        reason = f"it can't be read ({error.strerror or error}); give a JSON or TOML file"
    except UnicodeDecodeError:
        reason = "it is no UTF-8; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        reason = f"it is no TOML ({error}); see docs/agencies.md"
    except (json.JSONDecodeError, RecursionError) as error:
        reason = f"it is no JSON ({error}); see docs/agencies.md, or name it .toml"
    except ValueError as error:
        reason = f"{error}; see docs/agencies.md"
    line = " ".join(reason.split())
    raise AgencyFileError(f"{file}: {line}.")
