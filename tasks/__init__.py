"""Tasks: the stages of a run, pure functions first."""

from tasks.compiled import use_compiled

use_compiled(__path__)
