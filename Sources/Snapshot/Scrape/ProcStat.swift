/// What `/proc/self/stat` says (proc(5)).
struct ProcStat {
    /// User and system time, in clock ticks.
    let cpuTicks: Double
    /// Start after boot, in clock ticks.
    let startTicks: Double
    let virtualBytes: Double
    let residentPages: Double

    init?(_ text: String) {
        // The second field is the program's name in parentheses, which may hold blanks and parentheses itself.
        guard let end = text.utf8.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text.utf8[end...].dropFirst().split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        // The first of these is field 3 of the manual.
        func field(_ number: Int) -> Double? {
            number - 3 < fields.count ? Double(Substring(fields[number - 3])) : nil
        }
        guard let user = field(14), let system = field(15), let start = field(22), let virtual = field(23),
            let resident = field(24)
        else { return nil }
        cpuTicks = user + system
        startTicks = start
        virtualBytes = virtual
        residentPages = resident
    }
}
