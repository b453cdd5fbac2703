"""The cage's cost is measured on the same picture, here and there."""

from sdviewer.bench.window import cage
from sdviewer.paths import resource


def test_both_are_measured(capsys):
    assert cage.main([str(resource("samples/dog.jpg")), "--times", "2"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("in this process ") and first.endswith(" ms, medians of 2")
    assert second.startswith("with the start of the first child ")


def test_the_sample_is_as_large_as_is_said(tmp_path):
    from PIL import Image

    with Image.open(cage.sample(tmp_path)) as image:
        assert abs(image.width * image.height / 1e6 - cage.MEGAPIXELS) < 0.1 and image.format == "JPEG"
