import Ground

/// The address at which a server listens: `:9877` (all addresses, IPv6 and IPv4), `127.0.0.1:9877`, `[::1]:9877`,
/// `localhost:9877`, `unix:///run/exporter.sock?mode=0660`, `vsock://:9877`. Port 0 lets the system pick one.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// The part before the port; an IPv6 address is without brackets.
    enum Host: Hashable {
        /// All addresses of both families: the text before the colon is empty.
        case any
        case ipv4(String)
        case ipv6(String)
        case name(String)
        /// A Unix domain socket.
        case file(SocketFile)
        /// The context of a virtual machine; nil for all of its own (vsock(7)).
        case vsock(UInt32?)
        /// The sockets that systemd has opened.
        case systemd
    }

    /// The sockets that systemd opens before it starts the program (systemd.socket(5)).
    package static let systemd = ListenAddress(host: .systemd)

    /// Returns the address of a Unix domain socket for its owner only.
    package static func file(_ path: String) -> ListenAddress { ListenAddress(host: .file(SocketFile(path))) }

    let hostPart: Host
    /// The port: 0...65535, for vsock 32 bits; 0 if there is none.
    package let port: Int

    init(host: Host, port: Int = 0) {
        hostPart = host
        self.port = port
    }

    /// Reads `host:port`, `unix:///path` or `vsock://:port`. The host may be empty; an IPv6 address is in brackets.
    ///
    /// - Throws: ``ListenError`` with the fault of the text.
    package init(parsing text: String) throws {
        if let local = try Self.local(parsing: text) {
            self = local
            return
        }
        guard let colon = text.lastIndex(of: ":") else {
            let isPort = !text.isEmpty && text.utf8.allSatisfy(\.isASCIIDigit)
            throw ListenError(
                address: text, reason: "the port is missing",
                remedy: isPort ? "write host:port, or :\(text)" : "write \(text):9877")
        }
        let portText = text[text.index(after: colon)...]
        guard !portText.isEmpty, portText.utf8.allSatisfy(\.isASCIIDigit), let port = Int(portText),
            port <= 65_535
        else {
            throw ListenError(
                address: text, reason: "\"\(portText)\" is not a port", remedy: "write a number from 0 to 65535")
        }
        self.port = port
        hostPart = try Self.host(String(text[..<colon]), in: text)
    }

    /// The address in a form that can be parsed again; `systemd` for systemd's sockets.
    package var description: String {
        switch hostPart {
        case .file(let file): file.address
        case .vsock(let context): "vsock://\(context.map(String.init) ?? ""):\(port)"
        case .systemd: "systemd"
        case .any: ":\(port)"
        case .ipv4(let host), .name(let host): "\(host):\(port)"
        case .ipv6(let host): "[\(host)]:\(port)"
        }
    }

    /// The URL for a browser on the same machine, for example `http://127.0.0.1:9877`; nil if no browser reaches it.
    package var url: String? {
        switch hostPart {
        case .file, .vsock, .systemd: nil
        case .any, .ipv4("0.0.0.0"), .ipv6("::"): "http://localhost:\(port)"
        case .ipv4, .ipv6, .name: "http://\(description)"
        }
    }

    /// False if only processes of this machine can connect; a host name counts as reachable by others.
    package var isBeyondLoopback: Bool {
        switch hostPart {
        case .any, .name, .systemd: true
        case .ipv4(let host): !host.hasPrefix("127.")
        case .ipv6(let host): host != "::1" && !host.hasPrefix("::ffff:127.")
        case .file: false
        case .vsock(let context): context != Self.loopbackContext
        }
    }

    /// VMADDR_CID_LOCAL of vsock(7).
    private static let loopbackContext: UInt32 = 1

    /// The host in the resolver's form; `nil` for all addresses.
    var hostText: String? {
        switch hostPart {
        case .any, .file, .vsock, .systemd: nil
        case .ipv4(let host), .ipv6(let host), .name(let host): host
        }
    }

    private static func host(_ host: String, in text: String) throws -> Host {
        if host.isEmpty {
            return .any
        }
        if host.hasPrefix("[") && host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast())
            guard AddressResolver.isNumeric(address, family: .ipv6) else {
                throw ListenError(
                    address: text, reason: "\"\(address)\" is not an IPv6 address", remedy: "write it like [::1]:9877")
            }
            return .ipv6(address)
        }
        if let scheme = host.firstRange(of: "://") {
            throw ListenError(
                address: text, reason: "it is a URL",
                remedy: "write \(host[scheme.upperBound...]):9877 without the scheme")
        }
        if host.contains(":") {
            throw ListenError(
                address: text, reason: "it has several colons",
                remedy: "write an IPv6 address in brackets, like [::1]:9877")
        }
        if host.utf8.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ".") }) {
            guard AddressResolver.isNumeric(host, family: .ipv4) else {
                throw ListenError(
                    address: text, reason: "\"\(host)\" is not an IPv4 address", remedy: "write it like 127.0.0.1:9877")
            }
            return .ipv4(host)
        }
        guard host.utf8.allSatisfy({ $0.isASCIIAlphanumeric || "-._".utf8.contains($0) }) else {
            throw ListenError(
                address: text, reason: "\"\(host)\" is not a host name",
                remedy: "write host:port, for example localhost:9877, without a scheme or a path")
        }
        return .name(host)
    }
}
