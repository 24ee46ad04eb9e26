/// The traffic of the process's network namespace.
enum NetworkTraffic {
    /// Bytes since the namespace began; nil if the kernel does not report them.
    typealias Octets = (received: Double?, sent: Double?)

    /// Reads the counters. The kernel writes about 400 numbers for these two.
    static func octets() -> Octets {
        ProcFile.read("/proc/self/net/netstat").map { octets($0) } ?? (nil, nil)
    }

    /// Reads the lines `IpExt:` of `/proc/self/net/netstat`, the first of which names the columns of the second.
    static func octets(_ text: String) -> Octets {
        // As bytes, because finding the edges of characters costs far more.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: "IpExt:".utf8) }
        guard lines.count == 2 else { return (nil, nil) }
        let names = lines[0].split(separator: UInt8(ascii: " "))
        let values = lines[1].split(separator: UInt8(ascii: " "))
        func value(_ name: String) -> Double? {
            guard let column = names.firstIndex(where: { $0.elementsEqual(name.utf8) }), column < values.count else {
                return nil
            }
            return Double(Substring(values[column]))
        }
        return (value("InOctets"), value("OutOctets"))
    }
}
