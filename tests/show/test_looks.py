from omni_nb.show import looks


def luminance(rgb):
    parts = [c / 255 for c in rgb]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


def over(ink, ground, alpha):
    return tuple(alpha * i + (1 - alpha) * g for i, g in zip(ink, ground, strict=True))


def test_what_is_quiet_can_be_read_on_white_on_dark_and_on_a_card():
    """JupyterLab's ink is 87 % of black or white; a card's wash is 13 % of a blue."""
    assert "opacity:0.75" in looks.QUIET
    assert "rgba(80,130,240,0.13)" in looks.CARD
    for ink, ground in (((0, 0, 0), (255, 255, 255)), ((255, 255, 255), (17, 17, 17)), ((255, 255, 255), (30, 30, 30))):
        for paper in (ground, over((80, 130, 240), ground, 0.13)):
            assert contrast(over(ink, paper, 0.87 * 0.75), paper) >= 4.5, (ink, paper)
