/// `ADDRESS:PORT`, `[ADDRESS]:PORT` for IPv6, `:PORT` for all addresses of IPv4.
struct ListenAddress: Hashable {
    let host: String
    let port: Int

    init(_ text: String) throws(SimulatorError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw SimulatorError.address(text)
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw SimulatorError.address(text)
        }
        self.host = host.isEmpty ? "0.0.0.0" : host
        self.port = Int(port)
    }
}
