"""How metrics are called, and with how many decimals they are written."""

from __future__ import annotations

DECIMALS = {"psnr": 2, "ms_ssim": 4, "ssimulacra2": 1, "lpips_alex": 3, "lpips_vgg": 3, "dists": 3}
STEPS = {"psnr": 0.5, "ms_ssim": 0.005, "ssimulacra2": 1.0, "lpips_alex": 0.01, "lpips_vgg": 0.01, "dists": 0.01}
"""Of a field in which a value is chosen."""


def metric_name(metric: str) -> str:
    """Of `Scores`."""
    names = {
        "psnr": "PSNR, dB",
        "ms_ssim": "MS-SSIM",
        "ssimulacra2": "SSIMULACRA2",
        "lpips_alex": "LPIPS Alex",
        "lpips_vgg": "LPIPS VGG",
        "dists": "DISTS",
    }
    return names[metric]
