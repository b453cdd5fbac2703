"""Which model a file needs: one of ours by its number, a latent space by its number, or another by a hash.

A latent space is what all autoencoders of one of Stable Diffusion's families share: any of them draws the file. How
latents are coded is numbered: 0 is the universal coder, 1 the transform coder, with a transform learned for the space,
2 the learned coder, with networks for the space around the universal one.
"""

from __future__ import annotations

from dataclasses import dataclass

HASH = 8
"""Bytes of the hash of a model without a number."""

SPACES = {1: "sd1", 2: "sdxl", 3: "sd3", 4: "flux1", 5: "flux2"}
"""Registered latent spaces: of Stable Diffusion 1 and 2, Stable Diffusion XL, Stable Diffusion 3, FLUX.1, FLUX.2."""

UNIVERSAL, TRANSFORM, LEARNED = 0, 1, 2
"""Coders of latents: for any space; for those that have a transform; for those that have networks."""

_LATENTS = 0x80


@dataclass(frozen=True, slots=True)
class Identity:
    """latents: whether the file holds an autoencoder's latents, and not our own model's. number: of our model, or of
    the latent space, 1 to 127; 0 for a model without one. hash: 16 hex digits, for that only. coder: of latents."""

    latents: bool
    number: int = 0
    hash: str = ""
    coder: int = UNIVERSAL

    @property
    def text(self) -> str:
        """'own-1', 'sd1', or the hash."""
        if not self.number:
            return self.hash
        return SPACES.get(self.number, f"space-{self.number}") if self.latents else f"own-{self.number}"

    @property
    def space(self) -> str:
        """Name of the latent space, empty where there is none."""
        return self.text if self.latents and self.number else ""

    def to_bytes(self) -> bytes:
        """One byte for our model of a number, two for a registered space, 9 or 10 for others."""
        hashed = bytes.fromhex(self.hash)
        if not 0 <= self.number < _LATENTS or len(hashed) != (0 if self.number else HASH):
            raise ValueError(f"{self} can't be written")
        coder = bytes([self.coder]) if self.latents else b""
        return bytes([self.number | (_LATENTS if self.latents else 0)]) + coder + hashed


def own(number: int = 0, hash: str = "") -> Identity:
    """Our model of a number, or one without a number by its hash."""
    return Identity(False, number, hash)


def latents(space: str, hash: str, coder: int = UNIVERSAL) -> Identity:
    """Latents of a registered space; of one without a name ('') by the hash of its autoencoder."""
    number = next((number for number, name in SPACES.items() if name == space), 0)
    return Identity(True, number, "" if number else hash, coder)


def take_identity(data: bytes, at: int) -> tuple[Identity | None, int]:
    """The identity that begins there, and where it ends; None where data ends within it."""
    if at >= len(data):
        return None, at
    number, is_latents = data[at] & ~_LATENTS, bool(data[at] & _LATENTS)
    end = at + 1 + is_latents + (0 if number else HASH)
    if end > len(data):
        return None, end
    coder = data[at + 1] if is_latents else UNIVERSAL
    return Identity(is_latents, number, "" if number else data[end - HASH : end].hex(), coder), end
