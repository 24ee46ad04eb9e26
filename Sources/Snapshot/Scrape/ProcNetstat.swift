/// What `/proc/self/net/netstat` says: the traffic of the network namespace that the process is in.
enum ProcNetstat {
    /// Bytes of the lines `IpExt:`, the first of which names the columns of the second.
    static func octets(_ text: String) -> (received: Double?, sent: Double?) {
        // Bytes, as finding the edges of characters costs far more, and this runs at each scrape.
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
