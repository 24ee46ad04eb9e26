/// Fields of `/proc/self/stat` and `/proc/self/statm` (proc(5)).
enum ProcStat {
    /// Reads the start after boot, in clock ticks, from `stat`.
    static func startTicks(_ text: String) -> Double? {
        // The second field is the program's name in parentheses, which may hold blanks and parentheses itself.
        guard let end = text.utf8.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text.utf8[end...].dropFirst().split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        // The first of these is field 3 of the manual, the start is field 22.
        return fields.count > 19 ? Double(Substring(fields[19])) : nil
    }

    /// Reads the pages of memory from `statm`: the first two of its numbers.
    static func pages(_ text: String) -> (virtual: Double?, resident: Double?) {
        let numbers = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2).map { Double(Substring($0)) }
        return (numbers.first ?? nil, numbers.count > 1 ? numbers[1] : nil)
    }
}
