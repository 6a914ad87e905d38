# Makes study3.json, the results of the synthetic study as base R computes them,
# in the form of results.json: run in this folder with Rscript study3.R.
#
# The tests come from study3_reference.csv and study3_items_reference.csv (15
# digits, base R), descriptives and bins are computed here from
# study3_golden_wide.csv, sample sizes and document counts are typed in.

wide <- read.csv("study3_golden_wide.csv", colClasses = "character", check.names = FALSE)
ref <- read.csv("study3_reference.csv", strip.white = TRUE)
ref_items <- read.csv("study3_items_reference.csv", strip.white = TRUE)

# A small JSON writer: named lists are objects, I() marks lists of any length.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && !is.null(names(x)) && !inherits(x, "AsIs"))
    return(paste0("{", paste(sprintf('"%s": %s', names(x), vapply(x, json, "")), collapse = ", "), "}"))
  if (is.list(x) || inherits(x, "AsIs"))
    return(paste0("[", paste(vapply(as.list(unclass(x)), json, ""), collapse = ", "), "]"))
  if (length(x) != 1) stop("not a scalar: ", paste(x, collapse = " "))
  if (is.logical(x) && !is.na(x)) return(if (x) "true" else "false")
  if (is.character(x)) return(paste0('"', gsub('"', '\\\\"', x), '"'))
  if (!is.finite(x)) return("null")
  format(x, digits = 12, scientific = if (x != 0 && abs(x) < 1e-5) TRUE else FALSE, trim = TRUE)
}

number <- function(v) suppressWarnings(as.numeric(ifelse(v %in% c("", "-99", "N/A", "Prefer not to say"), NA, v)))
reason <- function(v) c(skipped = sum(v %in% c("", "-99")), not_applicable = sum(v == "N/A"), refused = sum(v == "Prefer not to say"))
missing_of <- function(v) { r <- reason(v); r <- r[r > 0]; r <- r[order(names(r))]
  I(Map(function(k, n) list(reason = k, n = n), names(r), unname(r), USE.NAMES = FALSE)) }
g1 <- function(x) { n <- length(x); if (n < 3) return(NA); n / ((n - 1) * (n - 2)) * sum(((x - mean(x)) / sd(x))^3) }
g2 <- function(x) { n <- length(x); if (n < 4) return(NA)
  n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sum(((x - mean(x)) / sd(x))^4) - 3 * (n - 1)^2 / ((n - 2) * (n - 3)) }
points_of <- function(scale, x) I(lapply(seq_along(scale$labels), function(i)
  list(point = i, label = scale$labels[i], n = sum(x == i, na.rm = TRUE))))
describe <- function(x, missing = I(list()), scale = NULL, extremes = TRUE) {
  y <- x[!is.na(x)]; q <- quantile(y, c(.25, .5, .75), names = FALSE)
  list(n = length(y), missing = missing, mean = mean(y), sd = sd(y), median = q[2], q1 = q[1], q3 = q[3],
       min = if (extremes) min(y) else NA, max = if (extremes) max(y) else NA, skewness = g1(y), kurtosis = g2(y),
       distribution = if (is.null(scale)) I(list()) else points_of(scale, x))
}

scales <- list(
  freq5 = list(low = 1, high = 5, labels = c("Never", "Rarely", "Sometimes", "Often", "Always")),
  agree7 = list(low = 1, high = 7, labels = c("Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Agree", "Strongly agree")),
  agree5 = list(low = 1, high = 5, labels = c("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")),
  useful5 = list(labels = c("Not at all useful", "Slightly useful", "Moderately useful", "Very useful", "Extremely useful")),
  easy5 = list(labels = c("Very difficult", "Difficult", "Neither easy nor difficult", "Easy", "Very easy")))

# Limits of the other effect sizes: those of d_z times their ratio to d_z.
limits_of <- function(r) { out <- list()
  ratio <- c(g_z = r$J_exact, d_av = r$dav / r$dz, g_av = r$J_exact * r$dav / r$dz, d_rm = r$drm / r$dz, g_rm = r$J_exact * r$drm / r$dz)
  for (k in names(ratio)) out[paste0(k, c("", "_ci_low", "_ci_high"))] <- ratio[[k]] * c(r$dz, r$dz_lo, r$dz_hi)
  out }
paired <- function(r) c(list(n = r$n, mean_a = r$M_A, sd_a = r$SD_A, median_a = r$Mdn_A, mean_b = r$M_B, sd_b = r$SD_B, median_b = r$Mdn_B,
  r = r$r, mean_difference = r$MD, sd_difference = r$SD_D, se_difference = r$SE_D, t = r$t, df = r$df, p = r$p, alternative = "two_sided",
  ci_low = r$CI_lo, ci_high = r$CI_hi, d_z = r$dz, d_z_ci_low = r$dz_lo, d_z_ci_high = r$dz_hi), limits_of(r), list(
  skewness_difference = r$skew_D, kurtosis_difference = r$exkurt_D, reason = ""))

# Classes of one unit centred on its multiples; those under five join their neighbours.
bins <- function(d, unit) {
  k <- floor(d[!is.na(d)] / unit + .5 + 1e-9); lo <- min(k):max(k); n <- vapply(lo, function(i) sum(k == i), 0L)
  from <- (lo - .5) * unit; to <- (lo + .5) * unit
  first <- last <- integer(0); at <- 1
  while (at <= length(n)) {
    end <- at
    while (n[at] > 0 && sum(n[at:end]) < 5 && end < length(n)) end <- end + 1
    first <- c(first, at); last <- c(last, end); at <- end + 1
  }
  while (length(first) > 1 && sum(n[first[length(first)]:last[length(last)]]) %in% 1:4) {
    k <- length(first); first <- first[-k]; last <- last[-(k - 1)]
  }
  from <- from[first]; to <- to[last]; n <- mapply(function(a, b) sum(n[a:b]), first, last)
  I(Map(function(a, b, c) list(low = a, high = b, n = c), from, to, n, USE.NAMES = FALSE))
}

comparison <- function(id, label, nature, r, d, unit, scoring, adjusted, extra = list(), sensitivity = FALSE, alpha = .05, warnings = I(list())) {
  p <- if (length(adjusted)) adjusted[[1]]$p else r$p
  c(list(id = id, label = label, nature = nature, sensitivity = sensitivity, scoring = scoring, paired = paired(r)), extra,
    list(difference_bins = bins(d, unit), adjusted = I(adjusted), significant = p < alpha, warnings = warnings))
}

score <- function(m, min) { s <- rowMeans(m, na.rm = TRUE); s[rowSums(!is.na(m)) < min] <- NA; s }

set <- function(id, title, phrase, high, nature, a, b, scale, cols_a, cols_b, texts, reversed, min_items, complete = NULL) {
  sc <- scales[[scale]]; k <- length(cols_a)
  get <- function(cols) { m <- sapply(cols, function(n) number(wide[[n]])); m[, reversed] <- sc$low + sc$high - m[, reversed]; m }
  ma <- get(cols_a); mb <- get(cols_b)
  items <- lapply(seq_len(k), function(i) {
    iid <- sprintf("%s_%02d", tolower(id), i); r <- ref_items[ref_items$id == iid, ]
    list(id = iid, text = texts[i], reverse = i %in% reversed,
      a = describe(ma[, i], missing_of(wide[[cols_a[i]]]), sc), b = describe(mb[, i], missing_of(wide[[cols_b[i]]]), sc),
      test = comparison(iid, texts[i], nature, r, mb[, i] - ma[, i], 1, list(method = "item", items = 1, min_items = 1, same_items_both = FALSE),
        list(list(family = "items_within_set", method = "holm", p = r$p_holm_within)),
        warnings = if (id == "QS3") I(list("4 of 70 pairs (5.7%) lack a value and are left out")) else I(list())))
  })
  r <- ref[ref$id == id, ]; sa <- score(ma, min_items); sb <- score(mb, min_items)
  alpha <- function(v, n) list(alpha = v, n = n, items = k)
  composite <- comparison(id, title, nature, r, sb - sa, .5, list(method = "mean", items = k, min_items = min_items, same_items_both = FALSE),
    list(list(family = "sets", method = "holm", p = r$p_holm)),
    list(a = describe(sa), b = describe(sb), alpha_a = alpha(r$alpha_A, r$alpha_A_n), alpha_b = alpha(r$alpha_B, r$alpha_B_n)),
    warnings = if (id == "QS3") I(list("4 of 70 pairs (5.7%) lack a value and are left out")) else I(list()))
  analyses <- I(list())
  if (!is.null(complete)) {
    rl <- ref[ref$id == complete, ]; ca <- score(ma, k); cb <- score(mb, k)
    analyses <- I(list(comparison("QS2_complete", "complete items only", nature, rl, cb - ca, .5,
      list(method = "mean", items = k, min_items = k, same_items_both = FALSE), list(),
      list(a = describe(ca), b = describe(cb), alpha_a = alpha(r$alpha_A, r$alpha_A_n), alpha_b = alpha(r$alpha_B, r$alpha_B_n)),
      sensitivity = TRUE, warnings = I(list("7 of 70 pairs (10.0%) lack a value and are left out")))))
  }
  list(id = id, title = title, phrase = phrase, high_means = high, label_a = a[1], label_b = b[1], phrase_a = a[2], phrase_b = b[2],
    nature = nature, difference = "B-A", scale_low = sc$low, scale_high = sc$high, points = points_of(sc, NA), items = I(items),
    composite = composite, analyses = analyses)
}

pre <- c("Before the pandemic", "before the pandemic"); now <- c("Now", "now")
cur <- c("Current practice", "in current practice"); tk <- c("With the toolkit", "with the toolkit")
sets <- list(
  set("QS1", "Contact and referral practice", "contact and referral", "more frequent contact and referral", "retrospective", pre, now, "freq5",
    sprintf("qs1_pre_%02d", 1:4), sprintf("qs1_now_%02d", 1:4),
    c("Meeting service-users in person", "Referring service-users to community groups", "Accompanying service-users on a first visit", "Speaking to group leaders about a referral"), integer(), 4),
  set("QS2", "Attention to group processes", "attention to group processes", "more attention to group processes", "hypothetical", cur, tk, "agree7",
    sprintf("qs2_cur_%02d", 1:6), sprintf("qs2_tk_%02d", 1:6),
    c("Looking for what a service-user shares with the members of a group", "Asking about earlier experiences of groups", "Judging whether a service-user is prepared for a group",
      "Giving little thought to who else attends a group", "Finding out how a group receives newcomers", "Asking later whether a service-user feels part of the group"), 4, 5, "QS2_listwise"),
  set("QS3", "Confidence in matching", "confidence in matching", "greater confidence in matching", "hypothetical", cur, tk, "agree5",
    sprintf("qs3_cur_%02d", 1:3), sprintf("qs3_tk_%02d", 1:3),
    c("Choosing a group that suits a service-user", "Telling whether a group will last", "Supporting a service-user who leaves a group"), integer(), 3))

# Characteristics, with the counts that may not be disclosed.
category <- function(column, label, names, group, hide = character()) {
  v <- wide[[column]]; n <- vapply(names, function(k) sum(v == k), 0L)
  list(column = column, label = label, kind = "category", group = group, categories = I(Map(function(k, m) {
    if (k %in% names(hide)) list(category = k, n = -1, percent = NA, suppressed = hide[[k]]) else list(category = k, n = m, percent = 100 * m / sum(n))
  }, names, n, USE.NAMES = FALSE)), n = sum(n), missing = I(list()))
}
quantity <- function(column, label, kind, group, scale = NULL) {
  d <- describe(number(wide[[column]]), missing_of(wide[[column]]), scale, extremes = group == "feasibility")
  list(column = column, label = label, kind = kind, group = group, describe = d, n = d$n, missing = d$missing)
}
flag <- function(column, label) { x <- number(wide[[column]])
  list(column = column, label = label, kind = "flag", group = "feasibility", categories = I(list(
    list(category = "Yes", n = sum(x == 1), percent = 100 * mean(x == 1)), list(category = "No", n = sum(x == 0), percent = 100 * mean(x == 0)))),
    n = length(x), missing = I(list())) }
names(wide) <- gsub('"', "", names(wide))
columns <- list(
  category("age_band", "Age", c("18-24", "25-34", "35-44", "45-54", "55-64", "65+"), "characteristics", list("18-24" = "small", "65+" = "small", "55-64" = "complementary")),
  category("gender", "Gender", c("Female", "Male", "Prefer not to say"), "characteristics", list("Prefer not to say" = "small", "Male" = "complementary")),
  category("employer", "Employer", c("PCN / GP practice", "Voluntary or community organisation", "Local authority", "Other"), "characteristics", list("Other" = "small", "Local authority" = "complementary")),
  quantity("years_in_role", "Years in role", "number", "characteristics"),
  quantity("toolkit_useful", "Usefulness of the toolkit", "scale", "feasibility", scales$useful5),
  quantity("toolkit_easy", "Ease of use of the toolkit", "scale", "feasibility", scales$easy5),
  category("trial_willing", "Willing to take part in a trial", c("Yes", "Maybe", "No"), "feasibility"),
  flag("barrier_time", "Barrier: time"), flag("barrier_covid", "Barrier: the pandemic"), flag("barrier_turnover", "Barrier: changes of staff"),
  flag("barrier_su_unwilling", "Barrier: unwilling service-users"), flag("barrier_admin_it", "Barrier: paperwork and computer systems"), flag("barrier_none", "No barrier"))

roles <- function(...) { x <- list(...); I(lapply(x, function(r) list(role = r[[1]], label = r[[2]], n = r[[3]]))) }
sample <- function(study, title, roles, published, deposited, analysed, note = "") list(study = study, title = title, roles = roles,
  published = published, deposited = deposited, analysed = analysed, agreement = if (published == analysed && deposited == analysed) "agree" else "differ", note = note)
corpus <- function(study, kind, role, documents, turns, participants, words, timed) list(study = study, kind = kind, role = role, documents = documents,
  turns = turns, participant_turns = participants, participant_words = words, documents_with_times = timed, documents_unsure = 0)
check <- function(what, value, published) list(study = "S3", what = what, value = value, published = published, recomputed = published,
  verdict = "match", why = "", source = "invented for this fixture")
family <- function(of, set, members) c(list(of = of), if (set != "") list(set = set), list(adjust = "holm", members = I(as.list(members))))

results <- list(
  schema = "kith-results/1",
  study = list(id = "synthetic-study", title = "Social prescribing and community groups, a synthetic study in four parts", synthetic = TRUE, disclosure = "restricted"),
  deposit = list(found = 61, declared = 61, missing = 0, kinds = I(list(
    list(study = "S1", kind = "interview", n = 22), list(study = "S2", kind = "focus_group", n = 1), list(study = "S2", kind = "questionnaire", n = 3),
    list(study = "S3", kind = "workbook", n = 3), list(study = "S4", kind = "interview", n = 5)))),
  samples = I(list(
    sample("S1", "Study One", roles(list("LW", "Link Worker", 10), list("GL", "Group leader", 7), list("SU", "Service-user", 5)), 27, 22, 22, "the records do not say why they differ"),
    sample("S2", "Study Two", roles(list("LW", "Link Worker", 5), list("GL", "Group leader", 3)), 10, 8, 8, "deposited are a focus group of five Link Workers and three questionnaires of group leaders"),
    sample("S3", "Study Three", I(list()), 70, 70, 70),
    sample("S4", "Study Four", roles(list("SU", "Service-user", 5)), 5, 5, 5))),
  corpus = I(list(
    corpus("S1", "interview", "LW", 10, 941, 465, 16210, 5), corpus("S1", "interview", "GL", 7, 602, 296, 10342, 4),
    corpus("S1", "interview", "SU", 5, 401, 197, 6911, 2), corpus("S2", "focus_group", "LW", 1, 58, 45, 1520, 0),
    corpus("S2", "questionnaire", "GL", 3, 36, 18, 640, 0), corpus("S4", "interview", "SU", 5, 415, 204, 7103, 3))),
  quantitative = I(list(list(study = "S3", title = "Study Three", respondents = "Link Workers", n = 70,
    flow = list(declared = FALSE, source = "", start = 79, steps = I(list(list(reason = "preview", n = 2), list(reason = "no consent", n = 3),
      list(reason = "not a Link Worker", n = 1), list(reason = "under half of the questionnaire done", n = 3))), analysed = 70),
    columns = I(columns), sets = I(sets),
    families = I(list(family("sets", "", c("QS1", "QS2", "QS3")), family("items_within_set", "QS1", sprintf("qs1_%02d", 1:4)),
      family("items_within_set", "QS2", sprintf("qs2_%02d", 1:6)), family("items_within_set", "QS3", sprintf("qs3_%02d", 1:3)))),
    alpha = .05, ci = .95, effect = "dz", missing = "pairwise"))),
  published = I(list(check("QS1", "M_A", "3.61"), check("QS1", "t", "-8.05"), check("QS1", "p", "<.001"), check("QS2", "t", "3.16"),
    check("QS2", "p", ".002"), check("QS3", "d", "0.27"))),
  warnings = I(list()),
  style = list(title = "", decimals = 2, alpha_leading_zero = FALSE))

writeLines(json(results), "study3.json")
