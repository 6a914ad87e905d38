# Expected values of the joint display of the fixture: changes in the scores of Study
# Three among those whose answer to its first open question coder A gave a category.
# Base R; run in this folder: Rscript joint.R. Writes joint.csv.
d <- read.csv("../../fixtures/truth/study3_golden_wide.csv", na.strings = c("", "-99", "N/A", "Prefer not to say"), check.names = FALSE)
said <- read.csv("../../fixtures/truth/open_text.csv")
said <- said[said$question == 1, ]

score <- function(prefix, items, need, reverse = integer(0), low = 1, high = 5) {
  x <- as.matrix(d[paste0(prefix, sprintf("%02d", items))])
  storage.mode(x) <- "numeric"
  x[, reverse] <- low + high - x[, reverse]
  ifelse(rowSums(!is.na(x)) >= need, rowMeans(x, na.rm = TRUE), NA)
}
change <- list(
  QS1.difference = score("qs1_now_", 1:4, 4) - score("qs1_pre_", 1:4, 4),
  QS2.difference = score("qs2_tk_", 1:6, 5, reverse = 4, high = 7) - score("qs2_cur_", 1:6, 5, reverse = 4, high = 7),
  QS3.difference = score("qs3_tk_", 1:3, 3) - score("qs3_cur_", 1:3, 3))

given <- strsplit(said$coder_A, " ")
rows <- c("TIME", "COVID", "GROUPS_CLOSED", "STAFF", "SU_RELUCTANCE", "ETHICS_CONSENT", "IT_ADMIN", "NO_DIFFICULTY", "OTHER")
group <- lapply(rows, function(code) said$respondent[vapply(given, function(g) code %in% g, NA)])
names(group) <- rows
group$matched <- intersect(said$respondent, d$participant_id)
group$everyone <- d$participant_id

out <- do.call(rbind, lapply(names(group), function(row) do.call(rbind, lapply(names(change), function(name) {
  x <- change[[name]][d$participant_id %in% group[[row]]]
  x <- x[!is.na(x)]
  data.frame(row = row, said = if (row == "everyone") NA else length(group[[row]]), score = name, n = length(x), mean = format(mean(x), digits = 15), sd = format(sd(x), digits = 15))
}))))
write.csv(out, "joint.csv", row.names = FALSE, quote = FALSE)
cat("in the data alone:", setdiff(d$participant_id, said$respondent), "\n")
