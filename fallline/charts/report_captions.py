"""Captions of a report's figures: the heading of each, and how to read it."""

from typing import NamedTuple


class Caption(NamedTuple):
    """The heading of a figure, and an explanation of how to read it."""

    heading: str
    explanation: str


OVERALL = Caption(
    "How many times as many gradients the others take",
    "Right of the line the reference is faster: a mark at 2 means that the rival takes twice as many gradients, in the "
    "geometric mean over the landscapes on which both arrive. The bar is the 95 % interval; where it crosses the line, "
    "nothing is claimed.",
)
RATIOS = Caption(
    "Landscape by landscape",
    "The same ratio for each landscape. An arrowhead at the edge stands for a ratio beyond it: there only one of the "
    "two arrives, or hardly the other.",
)
SUCCESS = Caption(
    "How many runs arrive",
    "The share of the starts from which a run arrives within the budget. Compare columns within a regime, not across.",
)
RUNTIMES = Caption(
    "What is reached for how much",
    "A curve further up and to the left is better: the share of all landscapes, targets and starts that are reached "
    "within so many gradients. Where a curve ends flat, the rest was not reached. Bands are 95 % intervals.",
)
PERFORMANCE = Caption(
    "How often nearly the best",
    "At 1: the share of landscapes on which an optimizer is the best. At 2: on which it takes at most twice the best's "
    "gradients. With more than two optimizers the order below the top may not be read as a ranking.",
)
DATA_PROFILE = Caption(
    "How much is solved for how much",
    "The share of landscapes on which half of the starts have arrived within so many gradients for each coordinate and "
    "one more. Other than above, who else takes part moves no curve.",
)
WINS = Caption(
    "Who arrives sooner how often",
    "The share of starts from which the optimizer on the left arrives sooner than the one below, ties half; blue: more "
    "than half. It says how often, not by how much.",
)
SENSITIVITY = Caption(
    "How much a wrong learning rate costs",
    "Yellow: as few gradients as at the best rate tried; dark: many times as many; grey: never arrives. A broad yellow "
    "stripe forgives a wrong guess.",
)
ROBUSTNESS = Caption(
    "How wide the good learning rates are",
    "A dot for each landscape: the share of the whole range of learning rates, on its logarithmic scale, at which it "
    "takes at most twice its fewest gradients. Further right is easier to tune.",
)
TUNING = Caption(
    "What tuning costs",
    "What to expect of the best of so many trials, on the tuning starts: lower is better, and a curve that falls early "
    "needs little tuning. The band is where four of five draws fall.",
)
FAILURES = Caption(
    "What became of the runs",
    "Shares of the runs that arrived, were still going when the budget was spent, stopped moving elsewhere, or "
    "diverged.",
)
STEP_TIME = Caption(
    "What a step takes on this machine",
    "Each bar is the time of a step over that of SGD with momentum, measured side by side. On so few numbers this is "
    "the overhead of calling.",
)
TABLE_CAPTIONS = {
    "multiplier": Caption(
        "A step on a steady slope, drawn",
        "Adam's step stays at one learning rate. AdaBelief's grows, as the formula (crosses) says, until eps stops it.",
    )
}
