"""A second transcription of the landscapes' formulas, in numpy and in two coordinates, with which ``f`` is compared.

A landscape may be missing here: its minima are tested in any case.
"""

import numpy as np

NUMPY_FORMULAS = {
    "ackley": lambda x, y: (
        -20 * np.exp(-0.2 * np.sqrt((x * x + y * y) / 2))
        - np.exp((np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)) / 2)
        + 20
        + np.e
    ),
    "ackley_2": lambda x, y: -200 * np.exp(-0.02 * np.sqrt(x * x + y * y)),
    "ackley_3": lambda x, y: -200 * np.exp(-0.02 * np.sqrt(x * x + y * y)) + 5 * np.exp(np.cos(3 * x) + np.sin(3 * y)),
    "adabelief_a_abs_sum": lambda x, y: abs(x) + abs(y),
    "adabelief_b_abs_rotated": lambda x, y: abs(x + y) + abs(x - y) / 10,
    "adabelief_c_quad_rotated": lambda x, y: (x + y) ** 2 + (x - y) ** 2 / 10,
    "adabelief_d_abs_scaled": lambda x, y: abs(x) / 10 + abs(y),
    "adjiman": lambda x, y: np.cos(x) * np.sin(y) - x / (y * y + 1),
    "alpine_1": lambda x, y: abs(x * np.sin(x) + x / 10) + abs(y * np.sin(y) + y / 10),
    "alpine_2": lambda x, y: -np.sqrt(x) * np.sin(x) * np.sqrt(y) * np.sin(y),
    "bartels_conn": lambda x, y: abs(x * x + y * y + x * y) + abs(np.sin(x)) + abs(np.cos(y)),
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "biggs_exp2": lambda x, y: sum(
        (np.exp(-i / 10 * x) - 5 * np.exp(-i / 10 * y) - np.exp(-i / 10) + 5 * np.exp(-i)) ** 2 for i in range(1, 11)
    ),
    "bird": lambda x, y: (
        np.sin(x) * np.exp((1 - np.cos(y)) ** 2) + np.cos(y) * np.exp((1 - np.sin(x)) ** 2) + (x - y) ** 2
    ),
    "bohachevsky_1": lambda x, y: x * x + 2 * y * y - 0.3 * np.cos(3 * np.pi * x) - 0.4 * np.cos(4 * np.pi * y) + 0.7,
    "bohachevsky_2": lambda x, y: x * x + 2 * y * y - 0.3 * np.cos(3 * np.pi * x) * np.cos(4 * np.pi * y) + 0.3,
    "bohachevsky_3": lambda x, y: x * x + 2 * y * y - 0.3 * np.cos(3 * np.pi * x + 4 * np.pi * y) + 0.3,
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "branin": lambda x, y: (
        (y - 5.1 / (4 * np.pi**2) * x * x + 5 * x / np.pi - 6) ** 2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10
    ),
    "branin_rcos2": lambda x, y: (
        (y - 5.1 / (4 * np.pi**2) * x * x + 5 * x / np.pi - 6) ** 2
        + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) * np.cos(y)
        + np.log(x * x + y * y + 1)
        + 10
    ),
    "brent": lambda x, y: (x + 10) ** 2 + (y + 10) ** 2 + np.exp(-x * x - y * y),
    "brown": lambda x, y: (x * x) ** (y * y + 1) + (y * y) ** (x * x + 1),
    "bukin_2": lambda x, y: 100 * (y - 0.01 * x * x + 1) ** 2 + 0.01 * (x + 10) ** 2,
    "bukin_4": lambda x, y: 100 * y * y + 0.01 * abs(x + 10),
    "bukin_6": lambda x, y: 100 * np.sqrt(abs(y - 0.01 * x * x)) + 0.01 * abs(x + 10),
    "carrom_table": lambda x, y: -((np.cos(x) * np.cos(y) * np.exp(abs(1 - np.sqrt(x * x + y * y) / np.pi))) ** 2) / 30,
    "chichinadze": lambda x, y: (
        x * x
        - 12 * x
        + 11
        + 10 * np.cos(np.pi * x / 2)
        + 8 * np.sin(5 * np.pi * x / 2)
        - np.exp(-((y - 0.5) ** 2) / 2) / np.sqrt(5)
    ),
    "chung_reynolds": lambda x, y: (x * x + y * y) ** 2,
    "complex_cube_roots": lambda x, y: (x**3 - 3 * x * y * y - 1) ** 2 + (3 * x * x * y - y**3) ** 2,
    "cosine_mixture": lambda x, y: x * x + y * y - (np.cos(5 * np.pi * x) + np.cos(5 * np.pi * y)) / 10,
    "cross_in_tray": lambda x, y: (
        -1e-4 * (abs(np.sin(x) * np.sin(y) * np.exp(abs(100 - np.sqrt(x * x + y * y) / np.pi))) + 1) ** 0.1
    ),
    "cube": lambda x, y: 100 * (y - x**3) ** 2 + (1 - x) ** 2,
    "damavandi": lambda x, y: (1 - abs(np.sinc(x - 2) * np.sinc(y - 2)) ** 5) * (2 + (x - 7) ** 2 + 2 * (y - 7) ** 2),
    "deckkers_aarts": lambda x, y: 10**5 * x * x + y * y - (x * x + y * y) ** 2 + 1e-5 * (x * x + y * y) ** 4,
    "dejong_5": lambda x, y: (
        1
        / (
            0.002
            + sum(
                1 / (5 * r + c + 1 + (x - (-32 + 16 * c)) ** 6 + (y - (-32 + 16 * r)) ** 6)
                for r in range(5)
                for c in range(5)
            )
        )
    ),
    "discus": lambda x, y: 10**6 * x * x + y * y,
    "dixon_price": lambda x, y: (x - 1) ** 2 + 2 * (2 * y * y - x) ** 2,
    "double_well": lambda x, y: (x * x - 1) ** 2 + y * y,
    "drop_wave": lambda x, y: -(1 + np.cos(12 * np.sqrt(x * x + y * y))) / ((x * x + y * y) / 2 + 2),
    "easom": lambda x, y: -np.cos(x) * np.cos(y) * np.exp(-((x - np.pi) ** 2) - (y - np.pi) ** 2),
    "egg_crate": lambda x, y: x * x + y * y + 25 * (np.sin(x) ** 2 + np.sin(y) ** 2),
    "eggholder": lambda x, y: -(y + 47) * np.sin(np.sqrt(abs(x / 2 + y + 47))) - x * np.sin(np.sqrt(abs(x - y - 47))),
    "el_attar": lambda x, y: (x * x + y - 10) ** 2 + (x + y * y - 7) ** 2 + (x * x + y**3 - 1) ** 2,
    "elliptic": lambda x, y: x * x + 10**6 * y * y,
    "exponential": lambda x, y: -np.exp(-(x * x + y * y) / 2),
    "freudenstein_roth": lambda x, y: (x - 13 + ((5 - y) * y - 2) * y) ** 2 + (x - 29 + ((y + 1) * y - 14) * y) ** 2,
    "giunta": lambda x, y: (
        0.6 + sum(np.sin(u) + np.sin(u) ** 2 + np.sin(4 * u) / 50 for u in (16 / 15 * x - 1, 16 / 15 * y - 1))
    ),
    "goldstein_price": lambda x, y: (
        (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y))
        * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y))
    ),
    "gramacy_lee": lambda x, y: x * np.exp(-x * x - y * y),
    "griewank": lambda x, y: (x * x + y * y) / 4000 - np.cos(x) * np.cos(y / np.sqrt(2)) + 1,
    "hansen": lambda x, y: (
        sum((i + 1) * np.cos(i * x + i + 1) for i in range(5))
        * sum((j + 1) * np.cos((j + 2) * y + j + 1) for j in range(5))
    ),
    "happy_cat": lambda x, y: np.sqrt(np.sqrt(abs(x * x + y * y - 2))) + (x * x / 2 + y * y / 2 + x + y) / 2 + 0.5,
    "himmelblau": lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    "holder_table": lambda x, y: -abs(np.sin(x) * np.cos(y) * np.exp(abs(1 - np.sqrt(x * x + y * y) / np.pi))),
    "hosaki": lambda x, y: (1 - 8 * x + 7 * x * x - 7 * x**3 / 3 + x**4 / 4) * y * y * np.exp(-y),
    "jennrich_sampson": lambda x, y: sum((2 + 2 * i - (np.exp(i * x) + np.exp(i * y))) ** 2 for i in range(1, 11)),
    "keane": lambda x, y: -(np.sin(x - y) ** 2) * np.sin(x + y) ** 2 / np.sqrt(x * x + y * y),
    "langermann": lambda x, y: sum(
        c * np.exp(-((x - a) ** 2 + (y - b) ** 2) / np.pi) * np.cos(np.pi * ((x - a) ** 2 + (y - b) ** 2))
        for a, b, c in zip((3, 5, 2, 1, 7), (5, 2, 1, 4, 9), (1, 2, 5, 2, 3), strict=True)
    ),
    "levy": lambda x, y: (
        np.sin(np.pi * (1 + (x - 1) / 4)) ** 2
        + ((x - 1) / 4) ** 2 * (1 + 10 * np.sin(np.pi * (1 + (x - 1) / 4) + 1) ** 2)
        + ((y - 1) / 4) ** 2 * (1 + np.sin(2 * np.pi * (1 + (y - 1) / 4)) ** 2)
    ),
    "levy_13": lambda x, y: (
        np.sin(3 * np.pi * x) ** 2
        + (x - 1) ** 2 * (1 + np.sin(3 * np.pi * y) ** 2)
        + (y - 1) ** 2 * (1 + np.sin(2 * np.pi * y) ** 2)
    ),
    "levy_5": lambda x, y: (
        sum(i * np.cos((i - 1) * x + i) for i in range(1, 6)) * sum(j * np.cos((j + 1) * y + j) for j in range(1, 6))
        + (x + 1.42513) ** 2
        + (y + 0.80032) ** 2
    ),
    "log_beale": lambda x, y: (
        np.log(1 + (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2) / 10
    ),
    "matyas": lambda x, y: 0.26 * (x * x + y * y) - 0.48 * x * y,
    "mccormick": lambda x, y: np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "michalewicz": lambda x, y: -np.sin(x) * np.sin(x * x / np.pi) ** 20 - np.sin(y) * np.sin(2 * y * y / np.pi) ** 20,
    "mishra_3": lambda x, y: np.sqrt(abs(np.cos(np.sqrt(x * x + y * y)))) + (x + y) / 100,
    "mishra_3_xy": lambda x, y: np.sqrt(abs(np.cos(np.sqrt(abs(x * x + y))))) + (x + y) / 100,
    "mishra_4": lambda x, y: np.sqrt(abs(np.sin(np.sqrt(x * x + y * y)))) + (x + y) / 100,
    "mishra_4_xy": lambda x, y: np.sqrt(abs(np.sin(np.sqrt(abs(x * x + y))))) + (x + y) / 100,
    "mishra_5": lambda x, y: (
        (np.sin((np.cos(x) + np.cos(y)) ** 2) ** 2 + np.cos((np.sin(x) + np.sin(y)) ** 2) ** 2 + x) ** 2
        + x / 100
        + y / 10
    ),
    "mishra_6": lambda x, y: (
        -np.log((np.sin((np.cos(x) + np.cos(y)) ** 2) ** 2 - np.cos((np.sin(x) + np.sin(y)) ** 2) ** 2 + x) ** 2)
        + ((x - 1) ** 2 + (y - 1) ** 2) / 10
    ),
    "muller_brown": lambda x, y: sum(
        A * np.exp(a * (x - p) ** 2 + b * (x - p) * (y - q) + c * (y - q) ** 2)
        for A, a, b, c, p, q in (
            (-200, -1, 0, -10, 1, 0),
            (-100, -1, 0, -10, 0, 0.5),
            (-170, -6.5, 11, -6.5, -0.5, 1.5),
            (15, 0.7, 0.6, 0.7, -1, 1),
        )
    ),
    "parsopoulos": lambda x, y: np.cos(x) ** 2 + np.sin(y) ** 2,
    "peaks": lambda x, y: (
        3 * (1 - x) ** 2 * np.exp(-x * x - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * np.exp(-x * x - y * y)
        - np.exp(-((x + 1) ** 2) - y * y) / 3
    ),
    "pen_holder": lambda x, y: (
        -np.exp(-1 / abs(np.cos(x) * np.cos(y) * np.exp(abs(1 - np.sqrt(x * x + y * y) / np.pi))))
    ),
    "perm_0_d_beta": lambda x, y: (11 * (x - 1) + 12 * (y - 0.5)) ** 2 + (11 * (x * x - 1) + 12 * (y * y - 0.25)) ** 2,
    "perm_d_beta": lambda x, y: (
        (1.5 * (x - 1) + 2.5 * (y / 2 - 1)) ** 2 + (1.5 * (x * x - 1) + 4.5 * (y * y / 4 - 1)) ** 2
    ),
    "powell_badly_scaled": lambda x, y: (10**4 * x * y - 1) ** 2 + (np.exp(-x) + np.exp(-y) - 1.0001) ** 2,
    "price_1": lambda x, y: (abs(x) - 5) ** 2 + (abs(y) - 5) ** 2,
    "price_2": lambda x, y: 1 + np.sin(x) ** 2 + np.sin(y) ** 2 - np.exp(-x * x - y * y) / 10,
    "price_3": lambda x, y: 100 * (y - x * x) ** 2 + (6.4 * (y - 0.5) ** 2 - x - 0.6) ** 2,
    "price_4": lambda x, y: (2 * x**3 * y - y**3) ** 2 + (6 * x - y * y + y) ** 2,
    "qing": lambda x, y: (x * x - 1) ** 2 + (y * y - 2) ** 2,
    "quadratic_jy": lambda x, y: -3803.84 - 138.08 * x - 232.92 * y + 128.08 * x * x + 203.64 * y * y + 182.25 * x * y,
    "quartic": lambda x, y: x**4 + 2 * y**4,
    "rastrigin": lambda x, y: 20 + x * x + y * y - 10 * np.cos(2 * np.pi * x) - 10 * np.cos(2 * np.pi * y),
    "rosenbrock": lambda x, y: 100 * (y - x * x) ** 2 + (1 - x) ** 2,
    "rosenbrock_b1": lambda x, y: (y - x * x) ** 2 + (1 - x) ** 2,
    "rosenbrock_modified": lambda x, y: (
        74 + 100 * (y - x * x) ** 2 + (1 - x) ** 2 - 400 * np.exp(-((x + 1) ** 2 + (y + 1) ** 2) * 10)
    ),
    "rotated_ellipse_1": lambda x, y: 7 * x * x - 6 * np.sqrt(3) * x * y + 13 * y * y,
    "rotated_ellipse_2": lambda x, y: x * x - x * y + y * y,
    "salomon": lambda x, y: 1 - np.cos(2 * np.pi * np.sqrt(x * x + y * y)) + np.sqrt(x * x + y * y) / 10,
    "schaffer_1": lambda x, y: 0.5 + (np.sin(x * x + y * y) ** 2 - 0.5) / (1 + 0.001 * (x * x + y * y)) ** 2,
    "schaffer_2": lambda x, y: 0.5 + (np.sin(x * x - y * y) ** 2 - 0.5) / (1 + 0.001 * (x * x + y * y)) ** 2,
    "schaffer_3": lambda x, y: (
        0.5 + (np.sin(np.cos(abs(x * x - y * y))) ** 2 - 0.5) / (1 + 0.001 * (x * x + y * y)) ** 2
    ),
    "schaffer_4": lambda x, y: (
        0.5 + (np.cos(np.sin(abs(x * x - y * y))) ** 2 - 0.5) / (1 + 0.001 * (x * x + y * y)) ** 2
    ),
    "schwefel_1_2": lambda x, y: x * x + (x + y) ** 2,
    "schwefel_2_21": lambda x, y: np.maximum(abs(x), abs(y)),
    "schwefel_2_22": lambda x, y: abs(x) + abs(y) + abs(x) * abs(y),
    "schwefel_2_23": lambda x, y: x**10 + y**10,
    "schwefel_2_26": lambda x, y: 2 * 418.9829 - x * np.sin(np.sqrt(abs(x))) - y * np.sin(np.sqrt(abs(y))),
    "schwefel_2_36": lambda x, y: -x * y * (72 - 2 * x - 2 * y),
    "schwefel_2_6": lambda x, y: np.maximum(abs(x + 2 * y - 7), abs(2 * x + y - 5)),
    "sharp_ridge": lambda x, y: x * x + 100 * abs(y),
    "shubert": lambda x, y: (
        sum(j * np.cos((j + 1) * x + j) for j in range(1, 6)) * sum(j * np.cos((j + 1) * y + j) for j in range(1, 6))
    ),
    "shubert_3": lambda x, y: (
        sum(j * np.sin((j + 1) * x + j) for j in range(1, 6)) + sum(j * np.sin((j + 1) * y + j) for j in range(1, 6))
    ),
    "shubert_4": lambda x, y: (
        sum(j * np.cos((j + 1) * x + j) for j in range(1, 6)) + sum(j * np.cos((j + 1) * y + j) for j in range(1, 6))
    ),
    "six_hump_camel": lambda x, y: (4 - 2.1 * x * x + x**4 / 3) * x * x + x * y + (4 * y * y - 4) * y * y,
    "sphere": lambda x, y: x * x + y * y,
    "styblinski_tang": lambda x, y: (x**4 - 16 * x * x + 5 * x + y**4 - 16 * y * y + 5 * y) / 2,
    "sum_different_powers": lambda x, y: abs(x) ** 2 + abs(y) ** 3,
    "sum_squares": lambda x, y: x * x + 2 * y * y,
    "test_tube_holder": lambda x, y: -4 * abs(np.sin(x) * np.cos(y) * np.exp(abs(np.cos((x * x + y * y) / 200)))),
    "three_hump_camel": lambda x, y: 2 * x * x - 1.05 * x**4 + x**6 / 6 + x * y + y * y,
    "trecanni": lambda x, y: x**4 + 4 * x**3 + 4 * x * x + y * y,
    "trefethen": lambda x, y: (
        np.exp(np.sin(50 * x))
        + np.sin(60 * np.exp(y))
        + np.sin(70 * np.sin(x))
        + np.sin(np.sin(80 * y))
        - np.sin(10 * (x + y))
        + (x * x + y * y) / 4
    ),
    "trid": lambda x, y: (x - 1) ** 2 + (y - 1) ** 2 - x * y,
    "tripod": lambda x, y: (
        (y >= 0) * (1 + (x >= 0)) + abs(x + 50 * (y >= 0) * (1 - 2 * (x >= 0))) + abs(y + 50 * (1 - 2 * (y >= 0)))
    ),
    "ursem_1": lambda x, y: -np.sin(2 * x - np.pi / 2) - 3 * np.cos(y) - x / 2,
    "venter": lambda x, y: (
        x * x + y * y - 100 * (np.cos(x) ** 2 + np.cos(y) ** 2 + np.cos(x * x / 30) + np.cos(y * y / 30))
    ),
    "vincent": lambda x, y: -np.sin(10 * np.log(x)) - np.sin(10 * np.log(y)),
    "wayburn_seader_1": lambda x, y: (x**6 + y**4 - 17) ** 2 + (2 * x + y - 4) ** 2,
    "wayburn_seader_2": lambda x, y: (1.613 - 4 * (x - 0.3125) ** 2 - 4 * (y - 1.625) ** 2) ** 2 + (y - 1) ** 2,
    "wayburn_seader_3": lambda x, y: (
        2 / 3 * x**3 - 8 * x * x + 33 * x - x * y + 5 + ((x - 4) ** 2 + (y - 5) ** 2 - 4) ** 2
    ),
    "whitley": lambda x, y: sum(
        ((100 * (a * a - b) ** 2 + (1 - b) ** 2) ** 2 / 4000 - np.cos(100 * (a * a - b) ** 2 + (1 - b) ** 2) + 1)
        for a in (x, y)
        for b in (x, y)
    ),
    "xin_she_yang_2": lambda x, y: (abs(x) + abs(y)) * np.exp(-np.sin(x * x) - np.sin(y * y)),
    "xin_she_yang_3": lambda x, y: (
        np.exp(-((x / 15) ** 10) - (y / 15) ** 10) - 2 * np.exp(-x * x - y * y) * np.cos(x) ** 2 * np.cos(y) ** 2
    ),
    "xin_she_yang_4": lambda x, y: (
        (np.sin(x) ** 2 + np.sin(y) ** 2 - np.exp(-x * x - y * y))
        * np.exp(-(np.sin(np.sqrt(abs(x))) ** 2) - np.sin(np.sqrt(abs(y))) ** 2)
    ),
    "zakharov": lambda x, y: x * x + y * y + (x / 2 + y) ** 2 + (x / 2 + y) ** 4,
    "zettl": lambda x, y: (x * x + y * y - 2 * x) ** 2 + x / 4,
    "zirilli": lambda x, y: x**4 / 4 - x * x / 2 + x / 10 + y * y / 2,
}
