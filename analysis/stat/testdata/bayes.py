# Makes bayes.csv with mpmath (1.3.0) at 40 digits: ln BF10 of the JZS Bayes
# factor by equation 1 of Rouder et al. (2009), integrated over g itself.
# planning.R has the same factor by another route, over the Cauchy prior.
#
#   python3 bayes.py > bayes.csv
from mpmath import mp, mpf, quad, exp, log, sqrt, pi, inf, nstr

mp.dps = 40


def log_bf(t, n, width):
    t, n, width = mpf(t), mpf(n), mpf(width)
    df = n - 1
    null = (1 + t * t / df) ** (-(df + 1) / 2)
    f = lambda g: (
        (1 + n * g) ** mpf("-0.5")
        * (1 + t * t / ((1 + n * g) * df)) ** (-(df + 1) / 2)
        * width / sqrt(2 * pi) * g ** mpf("-1.5") * exp(-width**2 / (2 * g))
    )
    edges = [0] + [mpf(10) ** k for k in range(-5, 8)] + [inf]
    return log(quad(f, edges, maxdegree=10) / null)


print("t,n,width,log_bf10")
medium = "0.70710678118654752440"
for t, n, width in [
    ("0", 2, medium), ("1", 2, medium), ("-4.0621", 10, medium), ("2.20614844857777", 66, medium),
    ("3.15671409764779", 68, medium), ("-8.04653657392418", 70, medium), ("2.58393507576833", 63, "1"),
    ("0.3", 5000, "0.5"), ("12", 70, "1.4142135623730950488"), ("60", 20, medium), ("1e8", 3, medium), ("400", 100000, medium),
]:
    print(f"{t},{n},{width},{nstr(log_bf(t, n, width), 16, min_fixed=0, max_fixed=0)}")
