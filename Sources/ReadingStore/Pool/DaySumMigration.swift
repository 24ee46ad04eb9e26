import GRDB

/// Migration 8: sums and peaks of days are stored, and outlive the readings.
struct DaySumMigration {
    let database: Database

    /// Creates the tables. The days themselves are computed later, once rules are in use.
    func run() throws {
        try database.execute(sql: Self.tables)
    }

    private static let tables = """
        -- A meter's series of one kind of unit; see CourseID. first: the start of the first reading that the retention has
        -- removed, removed_before: up to where it has removed all. Both NULL where it has removed none.
        CREATE TABLE courses (
            id INTEGER PRIMARY KEY,
            meter INTEGER NOT NULL REFERENCES meters ON DELETE CASCADE,
            kind TEXT NOT NULL,
            first INTEGER,
            removed_before INTEGER,
            UNIQUE (meter, kind)
        ) STRICT;

        -- The rules by which days are summed, or offer peaks to a tariff. is_used: what is written is followed by them.
        -- zone: a checksum of what the clock has shown until checked_until.
        CREATE TABLE day_rules (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE,
            is_used INTEGER NOT NULL,
            checked_until INTEGER NOT NULL,
            zone INTEGER NOT NULL
        ) STRICT;

        -- Courses whose days are still to be made by rules that are in use.
        CREATE TABLE unmade_days (
            course INTEGER NOT NULL REFERENCES courses ON DELETE CASCADE,
            rules INTEGER NOT NULL REFERENCES day_rules ON DELETE CASCADE,
            PRIMARY KEY (course, rules)
        ) STRICT, WITHOUT ROWID;

        -- What a day of a course adds up to: energies in joules; covered in milliseconds. day: days since 1970-01-01. No foreign
        -- keys in these tables, which would cost look-ups for each day.
        CREATE TABLE course_days (
            course INTEGER NOT NULL,
            rules INTEGER NOT NULL,
            day INTEGER NOT NULL,
            value REAL NOT NULL,
            readings INTEGER NOT NULL,
            covered INTEGER NOT NULL,
            PRIMARY KEY (course, rules, day)
        ) STRICT, WITHOUT ROWID;

        -- The same of each series by itself, in its unit; its readings count for the day in which they start.
        CREATE TABLE series_days (
            course INTEGER NOT NULL,
            rules INTEGER NOT NULL,
            day INTEGER NOT NULL,
            unit TEXT NOT NULL,
            value REAL NOT NULL,
            readings INTEGER NOT NULL,
            covered INTEGER NOT NULL,
            PRIMARY KEY (course, rules, day, unit)
        ) STRICT, WITHOUT ROWID;

        -- The intervals of a day that can be peaks of a billing period: weighted mean power in watts.
        CREATE TABLE day_peaks (
            course INTEGER NOT NULL,
            rules INTEGER NOT NULL,
            day INTEGER NOT NULL,
            start INTEGER NOT NULL,
            watts REAL NOT NULL,
            PRIMARY KEY (course, rules, day, start)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER course_removed AFTER DELETE ON courses BEGIN
            DELETE FROM course_days WHERE course = old.id;
            DELETE FROM series_days WHERE course = old.id;
            DELETE FROM day_peaks WHERE course = old.id;
        END;
        """
}
