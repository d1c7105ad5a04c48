"""Every two-dimensional minimum proved again from scratch."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.certify.proof import CONVEX, FIXED, VALUE, Proof, certify
from fallline.core import integer
from fallline.landscapes import shelf as landscapes
from fallline.scene import Scene
from fallline.studies._study import Study, Table


@dataclass(frozen=True)
class Certificate(Study):
    """Proves by interval arithmetic, from each landscape's own code, that its listed minima are all the global minima
    in its domain."""

    most: int = integer(
        2_000_000, 10_000, 10_000_000, log=True, at_least=1000, help="about how many boxes are asked before giving up"
    )

    def run(self, scene: Scene | None = None) -> list[Table]:
        """One row per landscape of two coordinates at its default settings; ``scene`` is not needed."""
        proofs = {id: certify(landscapes[id](), self.most) for id in in_scope()}
        columns = ("landscape", "proved", *KINDS, "off by", "near", "lower by", "boxes", "seconds", "open at")
        rows = tuple((id, *self._row(proof)) for id, proof in proofs.items())
        proved = sum(proof.complete for proof in proofs.values())
        return [Table("certificate", columns, rows, f"{proved} of {len(proofs)} are proved. {NOTE}")]

    @staticmethod
    def _row(proof: Proof) -> tuple[object, ...]:
        counts = (proof.how.get(kind, 0) for kind in KINDS)
        sizes = (f"{size:.0e}" if size else "0" for size in (proof.off, proof.near, proof.below))
        open_at = "; ".join(map(str, proof.specks[:3]))
        return ("yes" if proof.complete else "no", *counts, *sizes, proof.boxes, round(proof.seconds, 1), open_at)


KINDS = (CONVEX, FIXED, VALUE)
NOTE = (
    "Minimizers by kind: 'convex', f is strongly convex around it; 'kink or edge', f rises away from it along some "
    "coordinate and is convex along the others; of these there is one in its neighbourhood, and the listed point is no "
    "farther from it than 'off by'. 'value': known to within the share 'near' of the domain's sides. Nowhere in the "
    "domain is f lower than the stated minimum by more than 'lower by'. 'open at': nothing could be "
    "decided within 1e-12 of the sides from there. Rounding is enclosed, so these are theorems "
    "about the formulas as the code states them, not measurements."
)


def in_scope() -> list[str]:
    """The landscapes of two coordinates whose minima are claimed to be proved."""
    made = {id: landscapes[id]() for id in landscapes.classes}
    return [id for id, landscape in made.items() if landscape.proved and landscape.dim == 2]
