"""One rule: what it says, how it looks for breaches, and made-up trees on which it must find one, or none."""
from dataclasses import dataclass, field
from typing import Callable


@dataclass(frozen=True)
class Rule:
    name: str
    says: str
    find: Callable  # SourceTree -> iterable of Finding
    broken: tuple  # trees {path: text}; the rule must find something in each
    fine: dict = field(default_factory=dict)  # a tree in which it must find nothing, although it looks close
