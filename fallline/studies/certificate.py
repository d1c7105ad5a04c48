"""The study ``certificate``: interval proofs of the minima of every landscape of two coordinates."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.certify.proof import BY_VALUE, CONVEX, KINK_OR_EDGE, Proof, certify
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
        """Return one table, with a row for each id of ``list_ids_to_prove``; ``scene`` is not used."""
        proofs = {id: certify(landscapes[id](), self.most) for id in list_ids_to_prove()}
        columns = ("landscape", "proved", *PROOF_KINDS, "off by", "near", "lower by", "boxes", "seconds", "open at")
        rows = tuple((id, *self._row(proof)) for id, proof in proofs.items())
        proved = sum(proof.is_complete for proof in proofs.values())
        return [Table("certificate", columns, rows, f"{proved} of {len(proofs)} are proved. {NOTE}")]

    @staticmethod
    def _row(proof: Proof) -> tuple[object, ...]:
        counts = (proof.kinds.get(kind, 0) for kind in PROOF_KINDS)
        sizes = (f"{size:.0e}" if size else "0" for size in (proof.max_offset, proof.value_radius, proof.max_depth))
        open_at = "; ".join(map(str, proof.open_points[:3]))
        return (
            "yes" if proof.is_complete else "no",
            *counts,
            *sizes,
            proof.box_count,
            round(proof.seconds, 1),
            open_at,
        )


PROOF_KINDS = (CONVEX, KINK_OR_EDGE, BY_VALUE)
NOTE = (
    "Minimizers by kind: 'convex', f is strongly convex around it; 'kink or edge', f rises away from it along some "
    "coordinate and is convex along the others; of these there is one in its neighbourhood, and the listed point is no "
    "farther from it than 'off by'. 'value': known to within the share 'near' of the domain's sides. Nowhere in the "
    "domain is f lower than the stated minimum by more than 'lower by'. 'open at': nothing could be "
    "decided within 1e-12 of the sides from there. Rounding is enclosed, so these are theorems "
    "about the formulas as the code states them, not measurements."
)


def list_ids_to_prove() -> list[str]:
    """Return the ids of the landscapes that have two coordinates by default and list all their global minima.

    Typed formulas are left out: their minima are not known but searched for.
    """
    defaults = {id: landscapes[id]() for id in landscapes.classes}
    return [id for id, landscape in defaults.items() if landscape.proved and landscape.dim == 2]
