# Makes tails.csv with mpmath (1.3.0) at 40 digits: tails of t, quantiles of t,
# noncentral t, Hedges' J. The noncentral t is its defining integral, so it
# holds past a noncentrality of 37.6 too, where R's pt falls back on a normal
# approximation.
#
#   python3 tails.py > tails.csv
from mpmath import mp, mpf, betainc, quad, erfc, exp, log, sqrt, gamma, loggamma, findroot, inf, nstr

mp.dps = 40


def two_tails(t, df):
    t, df = mpf(t), mpf(df)
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def quantile(p, df):
    # On the log scale, from a bisected start.
    p, df = mpf(p), mpf(df)
    f = lambda t: log(two_tails(t, df) / 2) - log(1 - p)
    low, high = mpf(0), mpf(1)
    while f(high) > 0:
        high *= 2
    for _ in range(60):
        mid = (low + high) / 2
        low, high = (mid, high) if f(mid) > 0 else (low, mid)
    return findroot(f, (low, high), solver="secant", tol=1e-60, verify=False)


def noncentral(t, df, ncp):
    t, df, ncp = mpf(t), mpf(df), mpf(ncp)
    norm = log(2) + df / 2 * log(df / 2) - loggamma(df / 2)
    f = lambda s: exp(norm + (df - 1) * log(s) - df * s * s / 2) if s > 0 else mpf(0)
    phi = lambda z: erfc(-z / sqrt(2)) / 2
    sd = 1 / sqrt(2 * df)
    mode = sqrt((df - 1) / df)
    edges = {mode + k * sd for k in range(-20, 21, 2)}
    if t:
        edges |= {(ncp + z) / t for z in range(-15, 16, 3)}
    top = mode + 25 * sd
    edges = sorted({mpf(0), top} | {e for e in edges if 0 < e < top})
    return quad(lambda s: phi(t * s - ncp) * f(s), edges)


def hedges(df):
    df = mpf(df)
    return exp(loggamma(df / 2) - loggamma((df - 1) / 2)) / sqrt(df / 2)


def row(what, t, df, ncp, value):
    print(f"{what},{t},{df},{ncp},{nstr(value, 20, min_fixed=0, max_fixed=0)}")


print("what,t,df,ncp,value")
for df in ["1", "2", "3.5", "10", "69", "500", "10000", "200000", "1000000"]:
    for t in ["1e-12", "1e-8", "0.01", "0.5", "1", "1.7", "1.8", "2", "5", "12", "37", "1000", "1e9"]:
        value = two_tails(t, df)
        if value > mpf("1e-307"):
            row("two_tails", t, df, "", value)
for df in ["1", "2", "3.5", "10", "69", "500", "10000", "200000"]:
    for p in ["0.6", "0.9", "0.975", "0.995", "0.9999999"]:
        row("quantile", p, df, "", quantile(p, df))
for t, df, ncp in [
    ("-8.04653657392418", "69", "-10.4"), ("-8.04653657392418", "69", "-5.65"),
    ("2.2", "65", "4.2"), ("2.2", "65", "0.2"), ("0", "9", "1"), ("0", "1", "-2"),
    ("0.5", "1", "0"), ("0.5", "1", "3"), ("3", "1", "0.1"), ("-3", "1", "0.5"), ("100", "1", "224"),
    ("4", "2", "1"), ("4", "2", "9"), ("1e6", "2", "1.9e6"), ("1e6", "2", "2e5"),
    ("30", "20", "37"), ("50", "20", "40"), ("50", "20", "38"), ("50", "20", "80"), ("-50", "20", "-40"),
    ("12", "5000", "10"), ("12", "5000", "14.5"), ("60", "4999", "62"), ("300", "199999", "302.5"),
    ("2", "69", "12"), ("2", "69", "-6"), ("-5", "30", "5"),
]:
    row("noncentral", t, df, ncp, noncentral(t, df, ncp))
for df in ["1.5", "2", "3", "9", "69", "67", "4999", "199999"]:
    row("hedges", "", df, "", hedges(df))
