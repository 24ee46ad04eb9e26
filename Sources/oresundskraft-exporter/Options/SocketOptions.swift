import ArgumentParser
import Exporter
import HTTPServer
import Logging

/// The flags of `serve` about sockets, apart from network addresses.
struct SocketOptions: ParsableArguments {
    @Flag(
        name: .customLong("web.systemd-socket"),
        help: "Use the sockets that systemd has opened, instead of --web.listen-address.")
    var usesSystemdSockets = false

    @Option(
        name: .customLong("web.health-listen-address"),
        help: ArgumentHelp(
            "An additional address for /-/healthy and /-/ready, without TLS and users, for probes. (default: nowhere)",
            valueName: "address"))
    var healthAddress = ""

    func validate() throws {
        _ = try parsedHealthAddress()
    }

    private func parsedHealthAddress() throws -> ListenAddress? {
        guard !healthAddress.isEmpty else { return nil }
        do {
            return try ListenAddress(parsing: healthAddress)
        } catch {
            throw ValidationError("--web.health-listen-address: \(error)")
        }
    }

    /// - Parameter isAddressGiven: true if the command line names addresses too.
    func apply(to web: inout ExporterService.Web, isAddressGiven: Bool, log: Logger) throws {
        web.healthAddress = try parsedHealthAddress()
        guard usesSystemdSockets else { return }
        web.addresses = [.systemd]
        if isAddressGiven {
            log.warning("--web.listen-address is not used: --web.systemd-socket takes the sockets of systemd")
        }
    }
}
