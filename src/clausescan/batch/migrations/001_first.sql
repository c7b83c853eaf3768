-- The store of a batch, version 1. docs/batch.md describes it for those who query it.
-- Times are UTC, ISO 8601. Numbers of clauses stand as a lawyer cites them ("12.3(b)", "Schedule 5/2"); pages count from
-- 1, NULL in files without pages. `ord` keeps the order of the report. Text from agreements is as the agreement has it:
-- whoever shows it escapes it.

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,                        -- NULL while it runs, and for ever where it was cut off
    outcome TEXT CHECK (outcome IN ('finished', 'interrupted', 'failed')),
    version TEXT NOT NULL,             -- of clausescan
    model TEXT NOT NULL,
    checklist TEXT NOT NULL,
    read_as TEXT NOT NULL,             -- key of the reading: code, model, options
    judged_by TEXT NOT NULL,           -- key of the judging: code, model, checklist, profile, waivers
    jobs INTEGER NOT NULL,
    paths TEXT NOT NULL                -- JSON list, as they were named
);

-- One row for each content, however many files hold it.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,                -- the first file met that holds it
    media_type TEXT NOT NULL,
    title TEXT NOT NULL,
    pages INTEGER,
    words INTEGER NOT NULL,
    clauses INTEGER NOT NULL,
    kind TEXT,                         -- equity_jv, contractual_alliance, consortium; NULL: not found
    profile TEXT NOT NULL,             -- purpose it was judged for, '' for none
    judged INTEGER NOT NULL,           -- 0: read and not judged (no clause with words, or a model without a judge)
    checklist TEXT NOT NULL,           -- name of the checklist, '' where not judged
    model TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    version TEXT NOT NULL,
    read_as TEXT NOT NULL,
    judged_by TEXT NOT NULL
);

-- One row for each file, archive member or attachment that a run met.
CREATE TABLE inputs (
    uri TEXT PRIMARY KEY,              -- absolute path or URI; members after '!': /room/a.zip!/b/c.pdf
    size INTEGER,                      -- bytes
    mtime INTEGER,                     -- nanoseconds since 1970; of the archive for a member
    sha256 TEXT,                       -- NULL where the bytes could not be had
    state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'duplicate', 'container')),
    document INTEGER REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    first TEXT,                        -- uri of the file of the same content that was taken, for duplicates
    read_as TEXT NOT NULL,             -- what it was tried with: a failure is tried again when that changes
    code TEXT,                         -- of a failure: a stable word
    reason TEXT,                       -- of a failure: a sentence
    page INTEGER,                      -- of a failure: the page to blame
    seconds REAL,                      -- that it took
    peak_mb REAL,                      -- most memory of the worker process meanwhile
    run INTEGER NOT NULL REFERENCES runs (id),    -- that wrote this row
    seen INTEGER NOT NULL REFERENCES runs (id)    -- the last that met the file
) WITHOUT ROWID;
CREATE INDEX inputs_of_document ON inputs (document);
CREATE INDEX inputs_by_content ON inputs (sha256);
CREATE INDEX inputs_by_state ON inputs (state, code);

-- The whole report as compressed JSON (zlib; the shape of `clausescan schema`), and the vectors of its typed clauses,
-- by which it is judged again without being read again.
CREATE TABLE reports (
    document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    report BLOB NOT NULL
);
CREATE TABLE vectors (
    document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    count INTEGER NOT NULL,
    dimension INTEGER NOT NULL,
    vectors BLOB NOT NULL              -- float32, little endian, byte planes, zlib
);

CREATE TABLE warnings (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ord INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    page INTEGER,
    PRIMARY KEY (document, ord)
) WITHOUT ROWID;

-- party (one row each), agreement_date, effective_date, expiry_date, term, renewal, non_renewal_notice, governing_law,
-- agreement_kind; no row where none was found.
CREATE TABLE facts (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    ord INTEGER NOT NULL,
    value TEXT,                        -- a name, an ISO date, a kind or mode ('fixed', 'automatic')
    detail TEXT NOT NULL,              -- a party's short name, a date's arithmetic
    amount REAL,                       -- with unit: length of term, renewal, notice
    unit TEXT,
    clause TEXT,
    number TEXT NOT NULL,
    page INTEGER,
    quote TEXT NOT NULL,
    PRIMARY KEY (document, name, ord)
) WITHOUT ROWID;
CREATE INDEX facts_by_value ON facts (name, value);

CREATE TABLE periods (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ord INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    value REAL,                        -- NULL: blank or redacted, see placeholder
    unit TEXT NOT NULL,
    days REAL,                         -- the same in days of the calendar (month 30.4375, year 365.25, hour 1/24)
    day_type TEXT NOT NULL,
    count_from TEXT NOT NULL,
    bound TEXT NOT NULL,
    placeholder TEXT NOT NULL,
    clause TEXT NOT NULL,
    number TEXT NOT NULL,
    page INTEGER,
    start INTEGER NOT NULL,            -- offsets into the document's text
    stop INTEGER NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (document, ord)
) WITHOUT ROWID;
CREATE INDEX periods_by_purpose ON periods (purpose, unit);

CREATE TABLE findings (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    ord INTEGER NOT NULL,
    title TEXT NOT NULL,
    section TEXT NOT NULL,             -- the group of the item: RN, TR, …
    status TEXT NOT NULL,              -- explicit, partial, absent, na, redacted
    severity TEXT NOT NULL,
    confidence REAL NOT NULL,
    review INTEGER NOT NULL,           -- 1: a person should look at it first
    why TEXT NOT NULL,
    clause TEXT,                       -- the first place it rests on; the report has all
    number TEXT NOT NULL,
    page INTEGER,
    quote TEXT NOT NULL,
    defects TEXT NOT NULL,             -- codes, comma between
    suggestion TEXT NOT NULL,
    waived TEXT,                       -- reason of the waiver
    waived_by TEXT,
    waived_until TEXT,
    PRIMARY KEY (document, item)
) WITHOUT ROWID;
CREATE INDEX findings_by_item ON findings (item, status);

CREATE TABLE elements (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    element TEXT NOT NULL,
    ord INTEGER NOT NULL,
    name TEXT NOT NULL,
    essential INTEGER NOT NULL,
    status TEXT NOT NULL,              -- filled, empty, defective
    score REAL NOT NULL,
    clause TEXT,
    number TEXT NOT NULL,
    page INTEGER,
    quote TEXT NOT NULL,
    defects TEXT NOT NULL,
    PRIMARY KEY (document, item, element)
) WITHOUT ROWID;

-- The exit matrix. A cell that is needed and was not found is 'MISSING', one about which the text says nothing NULL;
-- several places have a comma between.
CREATE TABLE exits (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ord INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    holder TEXT NOT NULL,
    mechanism TEXT NOT NULL,
    clause TEXT NOT NULL,
    number TEXT NOT NULL,
    page INTEGER,
    quote TEXT NOT NULL,
    notice TEXT,                       -- the words
    notice_number TEXT,
    cure TEXT,
    cure_number TEXT,
    needs_price INTEGER NOT NULL,
    valuation TEXT,
    valuation_number TEXT,
    assets_numbers TEXT NOT NULL,
    ongoing_numbers TEXT NOT NULL,
    PRIMARY KEY (document, ord)
) WITHOUT ROWID;
CREATE INDEX exits_by_trigger ON exits ("trigger");

CREATE TABLE defects (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ord INTEGER NOT NULL,
    check_id TEXT NOT NULL,            -- X-01 … X-23
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    numbers TEXT NOT NULL,             -- of the clauses it speaks of, comma between
    page INTEGER,                      -- of the first
    quote TEXT NOT NULL,               -- of the first
    waived TEXT,
    waived_by TEXT,
    waived_until TEXT,
    PRIMARY KEY (document, ord)
) WITHOUT ROWID;
CREATE INDEX defects_by_check ON defects (check_id);

CREATE TABLE clauses (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ord INTEGER NOT NULL,
    clause TEXT NOT NULL,              -- id within the document
    parent TEXT,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    heading TEXT NOT NULL,             -- headings above it and its own, " › " between
    page INTEGER,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    vector INTEGER,                    -- its row in the document's vectors; NULL: it has none
    text TEXT NOT NULL,
    UNIQUE (document, ord)
);

CREATE TABLE clause_types (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ord INTEGER NOT NULL,              -- of the clause
    type TEXT NOT NULL,                -- leaf of the taxonomy
    score REAL NOT NULL,
    uncertain INTEGER NOT NULL,        -- 1: below the type's threshold, shown all the same
    PRIMARY KEY (document, ord, type)
) WITHOUT ROWID;
CREATE INDEX clause_types_by_type ON clause_types (type, uncertain);

-- What people decided. It hangs on the content, not on the row of the document, and stays when that is read again.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    item TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('accept', 'override')),
    status TEXT NOT NULL,              -- what holds from now on
    found TEXT NOT NULL,               -- what the machine had found when it was decided
    reason TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX reviews_of ON reviews (sha256, item);
