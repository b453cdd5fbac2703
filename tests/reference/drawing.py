"""From the latent of one of our own models to pixels, operator by operator, in numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from .files import tensors


class Drawing:
    def __init__(self, folder: Path, config: dict[str, Any], rate: int) -> None:
        self.t = tensors(folder / "model.safetensors")
        self.config, self.rate = config, rate

    def at_rate(self, name: str) -> np.ndarray:
        rows = self.t[name].astype(np.float64)
        position = self.rate / 255 * (len(rows) - 1)
        i = min(int(position), len(rows) - 2)
        p = position - i
        return rows[i] * (1 - p) + rows[i + 1] * p

    def weight(self, name: str) -> np.ndarray:
        return self.t[f"synthesis.{name}"].astype(np.float64)

    def conv(self, name: str, x: np.ndarray) -> np.ndarray:
        """1x1 over channels, which stand last."""
        return x @ self.weight(f"{name}.weight")[:, :, 0, 0].T + self.weight(f"{name}.bias")

    def spatial(self, name: str, x: np.ndarray) -> np.ndarray:
        weight = self.weight(f"{name}.weight")[:, 0]
        size = weight.shape[1]
        padded = np.pad(x, ((size // 2,) * 2, (size // 2,) * 2, (0, 0)))
        sums = sum(
            padded[i : i + x.shape[0], j : j + x.shape[1]] * weight[:, i, j] for i in range(size) for j in range(size)
        )
        return sums + self.weight(f"{name}.bias")

    def block(self, name: str, x: np.ndarray) -> np.ndarray:
        inner = self.spatial(f"{name}.spatial", np.maximum(self.conv(f"{name}.enter", x), 0))
        x = x + self.conv(f"{name}.leave", inner)
        return x + self.conv(f"{name}.reduce", np.maximum(self.conv(f"{name}.expand", x), 0))

    def blocks(self, name: str, x: np.ndarray) -> np.ndarray:
        number = 0
        while f"synthesis.{name}.{number}.enter.weight" in self.t:
            x, number = self.block(f"{name}.{number}", x), number + 1
        return x

    def pixels(self, y: np.ndarray) -> np.ndarray:
        """y (h, w, channels) in 1/256; (16 h, 16 w, 3) uint8."""
        latent = y / 256 * np.exp(self.at_rate("log_step"))
        a = self.conv("enter", latent) * self.at_rate("synthesis.scale16") + self.at_rate("synthesis.shift16")
        b = shuffle(self.conv("up", self.blocks("sixteenth", a)), 2)
        b = b * self.at_rate("synthesis.scale8") + self.at_rate("synthesis.shift8")
        c = self.blocks("quarter", shuffle(self.conv("up_quarter", self.blocks("eighth", b)), 2))
        c = np.clip(self.conv("leave", c), -0.5, 0.5)
        linear = self.weight("linear.weight")
        d = shuffle(latent @ linear.reshape(linear.shape[0], -1).T, 4)
        return shuffle(np.floor(np.clip(255 * (c + d) + 128, 0, 255)), 4).astype(np.uint8)


def shuffle(x: np.ndarray, r: int) -> np.ndarray:
    h, w, channels = x.shape
    return x.reshape(h, w, channels // (r * r), r, r).transpose(0, 3, 1, 4, 2).reshape(h * r, w * r, -1)
