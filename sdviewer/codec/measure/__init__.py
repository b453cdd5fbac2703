"""How far two pictures are apart: numbers and maps.

In: two uint8 arrays (h, w, 3); out: PSNR in dB, MS-SSIM 0..1, SSIMULACRA2 up to 100, and difference maps, in numpy
alone. Open `metrics` first. Called by the service, the rivals (which of two files is better) and the benchmark.
"""
