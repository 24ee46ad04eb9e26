import Ground

extension ZoneClock {
    /// Reads the clock in a file of the compiled IANA database (RFC 9636, "TZif").
    ///
    /// Returns nil if the bytes are no such file, if they are of version 1, which ends in 2038, or if its times count
    /// leap seconds.
    init?(file bytes: [UInt8]) {
        // The first block repeats the second one in 32 bits, for readers of version 1.
        guard let old = Block(bytes, at: 0, timeSize: 4), bytes[4] >= UInt8(ascii: "2"),
            let block = Block(bytes, at: old.end, timeSize: 8), block.leapSeconds == 0, block.types > 0,
            let table = block.table(bytes), let rule = Self.footer(bytes[block.end...])
        else { return nil }
        let later = rule.map { Self.changes(by: $0, after: table.changes.last?.from) } ?? []
        let first = table.changes.isEmpty ? rule?.standard : nil
        self.init(offset: first.map { $0 * 1000 } ?? table.offset, changes: table.changes + later)
    }

    /// Reads the rule for the time after the table: `.some(nil)` if the file has none, nil if it is malformed.
    private static func footer(_ bytes: ArraySlice<UInt8>) -> ZoneRule?? {
        let newline = UInt8(ascii: "\n")
        guard bytes.first == newline, let end = bytes.dropFirst().firstIndex(of: newline) else { return nil }
        let text = bytes[(bytes.startIndex + 1)..<end]
        if text.isEmpty { return .some(nil) }
        return ZoneRule(text).map { .some($0) }
    }

    private static func changes(by rule: ZoneRule, after last: Int64?) -> [Change] {
        // No rule in use began before 1970.
        let year = max(1970, last.map { Timestamp(milliseconds: $0).utcDay.date.year } ?? 1970)
        guard year <= lastYear else { return [] }
        // A summer time that lasts all year ends when the next one begins, which the last year does not see.
        let end = Int64(CivilDay(year: lastYear + 1, month: 1, day: 1).number) * Timestamp.millisecondsPerDay
        return (year...lastYear).flatMap(rule.changes).filter { $0.from > last ?? .min && $0.from < end }
    }
}

/// One of a file's two blocks of data, with the header before it (RFC 9636, 3.1 and 3.2).
private struct Block {
    let leapSeconds: Int
    let types: Int
    /// Index after its last byte.
    let end: Int

    private let transitions: Int
    /// Index of its first byte after the header.
    private let start: Int
    /// Bytes of a point in time.
    private let timeSize: Int

    init?(_ bytes: [UInt8], at index: Int, timeSize: Int) {
        let header = 44
        guard bytes.count >= index + header, bytes[index...].starts(with: "TZif".utf8) else { return nil }
        let counts = (0..<6).map { Int(bytes.bigEndian(at: index + 20 + 4 * $0, size: 4)) }
        let utcIndicators = counts[0]
        let standardIndicators = counts[1]
        leapSeconds = counts[2]
        transitions = counts[3]
        types = counts[4]
        let characters = counts[5]
        self.timeSize = timeSize
        start = index + header
        end =
            start + transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4)
            + standardIndicators + utcIndicators
        guard end <= bytes.count else { return nil }
    }

    /// Reads the offset up to the first change, and the changes; nil if they refer to a missing type of local time, or
    /// are not in order.
    func table(_ bytes: [UInt8]) -> (offset: Int64, changes: [ZoneClock.Change])? {
        let indices = start + transitions * timeSize
        let offsets = (0..<types).map { type in
            Int64(Int32(truncatingIfNeeded: bytes.bigEndian(at: indices + transitions + type * 6, size: 4))) * 1000
        }
        var changes: [ZoneClock.Change] = []
        for transition in 0..<transitions {
            // Some files begin with a change at the Big Bang.
            let seconds = bytes.bigEndian(at: start + transition * timeSize, size: timeSize)
            let time = min(max(seconds, -1 << 50), 1 << 50) * 1000
            let type = Int(bytes[indices + transition])
            guard type < types, changes.last.map({ $0.from <= time }) ?? true else { return nil }
            changes.append(ZoneClock.Change(from: time, offset: offsets[type]))
        }
        return (offsets[0], changes)
    }
}

extension [UInt8] {
    /// Reads a number of 8 bytes with its sign, or of fewer bytes without.
    fileprivate func bigEndian(at index: Int, size: Int) -> Int64 {
        self[index..<(index + size)].reduce(0) { $0 << 8 | Int64($1) }
    }
}
