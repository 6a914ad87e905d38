# p of printed statistics and the bounds their rounding leaves, for
# TestPrintedP. Base R only: Rscript consistency.R > consistency.csv
tail <- function(kind, x, d1, d2) switch(kind,
  t = 2 * pt(-abs(x), d1), z = 2 * pnorm(-abs(x)),
  r = 2 * pt(-abs(x) * sqrt(d1 / (1 - x^2)), d1),
  F = pf(x, d1, d2, lower.tail = FALSE), chisq = pchisq(x, d1, lower.tail = FALSE))
cases <- read.table(text = "
t -8.05 69 NA 2
t 3.16 67 NA 2
t 2.20 28 NA 2
t 0.03 12 NA 2
t 1.7 69.41 NA 1
t 38.2 120 NA 1
F 3.10 1 69 2
F 4.52 2 57 2
F 12.3 3 30.5 1
F 250.1 4 200 1
F 0.02 2 10 2
r .31 68 NA 2
r -.87 12 NA 2
r .05 500 NA 2
r .999 10 NA 3
chisq 6.1 2 NA 1
chisq 3.84 1 NA 2
chisq 120.55 10 NA 2
chisq 0.30 3 NA 2
chisq 900 40 NA 1
z 1.96 NA NA 2
z -2.58 NA NA 2
z 12.1 NA NA 1
z 0.4 NA NA 1", colClasses = c("character", rep("numeric", 4)))
cat("kind,x,df1,df2,decimals,p,low,high\n")
for (i in seq_len(nrow(cases))) with(cases[i, ], {
  half <- 10^-V5 / 2; a <- abs(V2)
  far <- if (V1 == "r") min(1, a + half) else a + half
  lo <- if (far == 1 && V1 == "r") 0 else tail(V1, far, V3, V4)
  cat(V1, V2, V3, V4, V5, sprintf("%.17g", c(tail(V1, a, V3, V4), lo, tail(V1, max(0, a - half), V3, V4))), sep = ","); cat("\n")
})
