"""Nearness of names."""


def near(first: str, second: str, most: int = 2) -> bool:
    """True when at most `most` letters have to be put in, taken out or changed to make one name the other.

    Short names are near by accident: a third of the letters may differ at the most.
    """
    most = min(most, max(len(first), len(second)) // 3)
    if first == second or abs(len(first) - len(second)) > most:
        return False
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(second, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return row[-1] <= most
