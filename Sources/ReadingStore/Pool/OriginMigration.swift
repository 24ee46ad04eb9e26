import GRDB
import Ground
import Metering

/// Migration 5: readings get origins, values can be withdrawn, invoices have parts, and units and texts one spelling.
struct OriginMigration {
    let database: Database

    func run() throws {
        try database.execute(sql: Self.tables)
        try trimStatuses()
        let meters = try mergeMeters()
        try mergeSeries(meters)
        try moveInvoices(meters)
        try removeMerged(meters)
        // Stored readings have no origin, and MaxEffects arrive again with the next poll.
        try database.execute(
            sql: """
                DROP TABLE old_invoices;
                DROP TABLE old_invoice_max_effects;
                DROP TABLE max_effects;
                ALTER TABLE meters DROP COLUMN customer_number;
                ALTER TABLE meters DROP COLUMN installation_number;
                ALTER TABLE meters DROP COLUMN settlement;
                ALTER TABLE meters DROP COLUMN rate_code;
                ALTER TABLE meters DROP COLUMN property;
                ALTER TABLE meters DROP COLUMN subscribed_effect;
                """)
    }

    private static let tables = """
        -- The objects of answers that named a meter, by all that is stable about them, and when each was last named.
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            "group" TEXT NOT NULL,
            customer_number TEXT NOT NULL,
            installation_number TEXT NOT NULL,
            settlement TEXT NOT NULL,
            rate_code TEXT NOT NULL,
            seen INTEGER NOT NULL,
            UNIQUE (meter, "group", customer_number, installation_number, settlement, rate_code)
        ) STRICT;

        -- NULL: it came before origins were kept. No foreign key, which would cost a look-up for each reading.
        ALTER TABLE readings ADD COLUMN source INTEGER;

        -- Readings of at most an hour that are not believed as long as others say more of their time; see ReadingMerge.
        CREATE TABLE duplicate_readings (
            series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            value REAL NOT NULL,
            status INTEGER NOT NULL REFERENCES statuses,
            source INTEGER,
            PRIMARY KEY (series, start, "end")
        ) STRICT, WITHOUT ROWID;

        -- Readings that were taken back by a null in place of their value.
        CREATE TABLE withdrawn_readings (
            series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            value REAL NOT NULL,
            status INTEGER NOT NULL REFERENCES statuses,
            source INTEGER,
            PRIMARY KEY (series, start, "end")
        ) STRICT, WITHOUT ROWID;

        -- The MaxEffect beside the reading that starts then, for the newest readings of each series.
        CREATE TABLE reading_effects (
            series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            start INTEGER NOT NULL,
            unit TEXT NOT NULL,
            time INTEGER NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (series, start)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reading_effects_by_unit ON reading_effects (series, unit, start);

        -- What the newest answer of an endpoint says of a meter. newest: the end of the newest reading that an object which
        -- spoke has named; said: the poll in which it spoke; said_end: the end of the newest reading it named then.
        CREATE TABLE meter_facts (
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            endpoint TEXT NOT NULL,
            "group" TEXT NOT NULL,
            customer_number TEXT,
            installation_number TEXT,
            settlement TEXT,
            rate_code TEXT,
            property TEXT,
            subscribed_effect REAL,
            newest INTEGER,
            said INTEGER NOT NULL,
            said_end INTEGER,
            PRIMARY KEY (meter, endpoint)
        ) STRICT, WITHOUT ROWID;

        -- Parts of what was invoiced: several can have one date. change: see ChangedInvoice. customer_number without leading
        -- zeros; NULL for what came before it was kept.
        ALTER TABLE invoices RENAME TO old_invoices;
        DROP INDEX invoices_by_change;
        CREATE TABLE invoices (
            change INTEGER PRIMARY KEY AUTOINCREMENT,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            customer_number TEXT,
            unit TEXT NOT NULL,
            date INTEGER NOT NULL,
            value REAL NOT NULL,
            status INTEGER NOT NULL REFERENCES statuses
        ) STRICT;
        CREATE INDEX invoices_by_meter ON invoices (meter, unit, date);

        -- kind: that of the invoices beside which they stand; NULL for what came before it was kept.
        ALTER TABLE invoice_max_effects RENAME TO old_invoice_max_effects;
        CREATE TABLE invoice_max_effects (
            id INTEGER PRIMARY KEY,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            customer_number TEXT,
            kind TEXT,
            unit TEXT NOT NULL,
            date INTEGER NOT NULL,
            time INTEGER NOT NULL,
            value REAL NOT NULL
        ) STRICT;
        CREATE INDEX invoice_max_effects_by_meter ON invoice_max_effects (meter, date);

        -- The UTC days (2026-10-01) that an answer has covered: question tells what was asked for, asked when.
        CREATE TABLE answered_days (
            question TEXT NOT NULL,
            day TEXT NOT NULL,
            asked INTEGER NOT NULL,
            PRIMARY KEY (question, day)
        ) STRICT, WITHOUT ROWID;

        -- Lists of numbers for which the API has answered at least once.
        CREATE TABLE answered_lists (list TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        -- What a new receiver began with: readings that ended by then were never pushed to it.
        ALTER TABLE receivers ADD COLUMN began INTEGER NOT NULL DEFAULT \(Int64.min);

        -- Readings that were pushed to a receiver and are no longer stored, by the unit of their series.
        CREATE TABLE withdrawn_counts (
            receiver TEXT NOT NULL REFERENCES receivers ON DELETE CASCADE,
            unit TEXT NOT NULL,
            readings INTEGER NOT NULL,
            PRIMARY KEY (receiver, unit)
        ) STRICT, WITHOUT ROWID;
        """

    private func trimStatuses() throws {
        for (id, text) in try texts("SELECT id, text AS label FROM statuses") where text.trimmed != text {
            let trimmed = String(text.trimmed)
            guard
                let same = try Int64.fetchOne(
                    database, sql: "SELECT id FROM statuses WHERE text = ?", arguments: [trimmed])
            else {
                try database.execute(sql: "UPDATE statuses SET text = ? WHERE id = ?", arguments: [trimmed, id])
                continue
            }
            for table in ["readings", "old_invoices"] {
                try database.execute(sql: "UPDATE \(table) SET status = ? WHERE status = ?", arguments: [same, id])
            }
            try database.execute(sql: "DELETE FROM statuses WHERE id = ?", arguments: [id])
        }
    }

    /// Reads rows of an id and a label.
    func texts(_ sql: String) throws -> [(id: Int64, label: String)] {
        try Row.fetchAll(database, sql: sql).map { (id: $0["id"], label: $0["label"]) }
    }
}
