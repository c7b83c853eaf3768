-- Version 2: what holds, of what the machine found and what people decided.

-- The last decision on each content and item.
CREATE VIEW decisions AS
SELECT r.* FROM reviews r WHERE r.id = (SELECT max(id) FROM reviews WHERE sha256 = r.sha256 AND item = r.item);

-- Findings with the decisions on them. `status` is what holds; `found` what the machine finds now, `found_then` what it
-- had found when the decision was taken: where they differ (`outdated`), the decision was on another verdict.
CREATE VIEW verdicts AS
SELECT f.document, d.sha256, d.path, d.title AS agreement, f.item, f.ord, f.title, f.section,
       coalesce(r.status, f.status) AS status, f.status AS found, f.severity, f.confidence, f.review, f.why, f.clause,
       f.number, f.page, f.quote, f.defects, f.suggestion, f.waived, f.waived_by, f.waived_until,
       r.decision, r.reason, r.who, r.at, r.found AS found_then, coalesce(r.found <> f.status, 0) AS outdated
FROM findings f
JOIN documents d ON d.id = f.document
LEFT JOIN decisions r ON r.sha256 = d.sha256 AND r.item = f.item;
