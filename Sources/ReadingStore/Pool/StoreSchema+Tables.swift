/// The SQL of the migrations. It is part of every store that exists, so it is never edited.
extension StoreSchema {
    /// Meters, their series and readings, the log of changes, and marks.
    static let readings = """
        -- A metering point in one delivery category, use and production apart, and what is said about it.
        CREATE TABLE meters (
            id INTEGER PRIMARY KEY,
            metering_point TEXT NOT NULL,
            delivery_category TEXT NOT NULL,
            microproduction INTEGER NOT NULL,
            customer_number TEXT,
            installation_number TEXT,
            settlement TEXT,
            rate_code TEXT,
            property TEXT,
            subscribed_effect REAL,
            UNIQUE (metering_point, delivery_category, microproduction)
        ) STRICT;

        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            unit TEXT NOT NULL,
            UNIQUE (meter, unit)
        ) STRICT;

        CREATE TABLE statuses (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        ) STRICT;

        -- Times are milliseconds since 1970 UTC. No two readings of a series overlap.
        CREATE TABLE readings (
            series INTEGER NOT NULL REFERENCES series,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            value REAL NOT NULL,
            status INTEGER NOT NULL REFERENCES statuses,
            change INTEGER NOT NULL,
            PRIMARY KEY (series, start)
        ) STRICT, WITHOUT ROWID;

        -- What cursors follow: each change made or corrected readings of one series, and touched no time
        -- outside of first to last. The readings carry its number, until a later change takes them over.
        -- AUTOINCREMENT: a number is never given twice, also when old rows are gone.
        CREATE TABLE changes (
            change INTEGER PRIMARY KEY AUTOINCREMENT,
            series INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE max_effects (
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            unit TEXT NOT NULL,
            time INTEGER NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (meter, unit, time)
        ) STRICT, WITHOUT ROWID;

        -- Which customer group of the configuration brought a meter, and when first.
        CREATE TABLE group_meters (
            "group" TEXT NOT NULL,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            since INTEGER NOT NULL,
            PRIMARY KEY ("group", meter)
        ) STRICT, WITHOUT ROWID;

        -- When something was last done for a customer group or an endpoint.
        CREATE TABLE marks (
            endpoint TEXT NOT NULL,
            "group" TEXT NOT NULL,
            kind TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (endpoint, "group", kind)
        ) STRICT, WITHOUT ROWID;
        """

    /// Invoiced values and their highest powers.
    static let invoices = """
        -- What was invoiced, by the API's readingDate. `change` rises with each that is new or corrected.
        CREATE TABLE invoices (
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            unit TEXT NOT NULL,
            date INTEGER NOT NULL,
            value REAL NOT NULL,
            status INTEGER NOT NULL REFERENCES statuses,
            change INTEGER NOT NULL,
            PRIMARY KEY (meter, unit, date)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX invoices_by_change ON invoices (change);

        -- The MaxEffect beside an invoiced value: date is that value's, time its own.
        CREATE TABLE invoice_max_effects (
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            unit TEXT NOT NULL,
            date INTEGER NOT NULL,
            time INTEGER NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (meter, unit, date)
        ) STRICT, WITHOUT ROWID;
        """

    /// Cursors of remote write.
    static let receivers = """
        -- How far each receiver of remote write has been brought; see DeliveryCursor.
        CREATE TABLE receivers (
            name TEXT PRIMARY KEY,
            change INTEGER NOT NULL,
            invoice_change INTEGER NOT NULL,
            settled INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Finished days of `fetch`, which were marks before.
    static let fetchedDays = """
        -- The UTC days (2026-10-01) that a fetch has finished: question tells what was asked for, asked when.
        CREATE TABLE fetched_days (
            question TEXT NOT NULL,
            day TEXT NOT NULL,
            asked INTEGER NOT NULL,
            PRIMARY KEY (question, day)
        ) STRICT, WITHOUT ROWID;

        -- They were marks of an endpoint that does not exist.
        INSERT INTO fetched_days SELECT "group", kind, time FROM marks WHERE endpoint = 'fetch';
        DELETE FROM marks WHERE endpoint = 'fetch';
        """

    /// Samples at which a receiver fails alone.
    static let setAsideSamples = """
        -- Samples that a receiver fails at when they come alone; see SetAsideSample. served: the milliseconds in
        -- which it took others, counted up to served_until, if that is known.
        CREATE TABLE set_aside_samples (
            receiver TEXT NOT NULL,
            family TEXT NOT NULL,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            unit TEXT NOT NULL,
            "end" INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            next_try INTEGER NOT NULL,
            served INTEGER NOT NULL,
            served_until INTEGER,
            PRIMARY KEY (receiver, family, meter, unit, "end")
        ) STRICT, WITHOUT ROWID;
        """

    /// Customers that have been configured, and the address of the API.
    static let customersAndAPI = """
        -- 0 for what the configuration no longer asks for; see CustomerRepository.
        ALTER TABLE meters ADD COLUMN is_served INTEGER NOT NULL DEFAULT 1;

        -- Numbers that a configuration has named while this store was in use, without leading zeros.
        CREATE TABLE configured_numbers (customer_number TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        -- The API whose readings these are; at most one.
        CREATE TABLE api_addresses (url TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        """
}
