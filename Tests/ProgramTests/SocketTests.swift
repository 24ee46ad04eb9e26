import Foundation
import TestSupport
import Testing

/// Sockets that `serve` listens on beside network addresses, and the listener for probes.
@Suite(.timeLimit(.minutes(5))) struct SocketTests {
    private func curl(_ socket: String, _ path: String) async throws -> String {
        try await Site.curl("http://localhost" + path, "--unix-socket", socket)
    }

    @Test func aUnixSocketHasItsModeAndIsRemovedAtTheEnd() async throws {
        try await Site.with { site in
            let socket = site.folder.appending(path: "web.sock").path
            let serve = ["serve", "--web.listen-address", "unix://\(socket)?mode=0660"]
            let exporter = try site.start(serve)
            _ = try await exporter.line(with: "msg=listening", "\"unix://\(socket)?mode=0660\"")
            #expect(try await curl(socket, "/metrics").contains("oresundskraft_build_info"))
            let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
            #expect(mode == 0o660)
            #expect(!exporter.errors.contains("whoever reaches"))
            #expect(try await exporter.end() == 0)
            #expect(!FileManager.default.fileExists(atPath: socket))

            let killed = try site.start(serve)
            _ = try await killed.line(with: "msg=listening")
            try await killed.end(with: SIGKILL)
            #expect(FileManager.default.fileExists(atPath: socket))
            let next = try site.start(serve)
            _ = try await next.line(with: "msg=listening")
            #expect(try await curl(socket, "/-/healthy") == "The exporter is healthy.\n")
            try await next.end()
        }
    }

    @Test func aSocketThatAnotherExporterServesIsNotTaken() async throws {
        try await Site.with { site in
            let socket = site.folder.appending(path: "web.sock").path
            let first = try site.start(["serve", "--web.listen-address", "unix://\(socket)"])
            _ = try await first.line(with: "msg=listening")
            try await Site.with { other in
                let second = try other.start(["serve", "--web.listen-address", "unix://\(socket)"])
                #expect(try await second.status() == 1)
                let line = try await second.line(with: "level=error")
                #expect(line.contains("another process listens there; stop it first"), "\(line)")
            }
            #expect(try await curl(socket, "/-/healthy") == "The exporter is healthy.\n")
            try await first.end()
        }
    }

    /// systemd's own starter, which waits for the first client as the .socket unit does.
    @Test func aSocketOfSystemdIsTakenOverAndLeftWhereItIs() async throws {
        try await Site.with { site in
            let socket = site.folder.appending(path: "web.sock").path
            // The starter closes the descriptors it inherits, which Foundation mistakes for its end, so Python starts it.
            let script = """
                import signal, subprocess, sys
                # The test's process may have blocked it, which is inherited.
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
                child = subprocess.Popen(["systemd-socket-activate", *sys.argv[1:]])
                signal.signal(signal.SIGTERM, lambda *_: child.terminate())
                sys.exit(child.wait())
                """
            let unit = try RunningProgram(
                "python3",
                ["-c", script, "--listen", socket, RunningProgram.exporter, "serve", "--web.systemd-socket"],
                in: site.folder)
            try await eventually("systemd listens") { FileManager.default.fileExists(atPath: socket) }
            // Answered by the exporter that this request has started.
            #expect(try await curl(socket, "/metrics").contains("oresundskraft_build_info"))
            _ = try await unit.line(with: "msg=listening", "address=unix://\(socket)")
            #expect(try await unit.end() == 0)
            #expect(FileManager.default.fileExists(atPath: socket))
        }
    }

    private func activated(_ kind: String, _ site: Site, _ flags: String...) throws -> RunningProgram {
        let script = RepositoryPaths.fixtures.appending(path: "peers/activate.py").path
        return try RunningProgram("python3", [script, kind, RunningProgram.exporter, "serve"] + flags, in: site.folder)
    }

    @Test func allSocketsOfSystemdAreServedInPlaceOfAddresses() async throws {
        try await Site.with { site in
            let exporter = try activated(
                "stream", site, "--web.systemd-socket", "--web.listen-address", "192.0.2.1:1")
            _ = try await exporter.line(with: "level=warn", "--web.listen-address is not used")
            for host in ["127.0.0.1", "[::1]"] {
                let line = try await exporter.line(with: "msg=listening", "address=\(host):")
                let address = line.split(separator: " ").first { $0.hasPrefix("address=") }?.dropFirst("address=".count)
                #expect(try await Site.get("http://\(address ?? "")/-/healthy") == "The exporter is healthy.\n")
            }
            #expect(try await exporter.end() == 0)
        }
    }

    @Test func withoutASocketOfSystemdTheStartFails() async throws {
        try await Site.with { site in
            let exporter = try site.start(["serve", "--web.systemd-socket"])
            #expect(try await exporter.status() == 1)
            let line = try await exporter.line(with: "level=error")
            #expect(
                line.contains(
                    "systemd has passed no socket; start the service by its .socket unit, or leave out --web.systemd-socket"
                ),
                "\(line)")
            let wrong = try activated("datagram", site, "--web.systemd-socket")
            #expect(try await wrong.status() == 1)
            let said = try await wrong.line(with: "level=error")
            #expect(said.contains("socket 1 of systemd is not a listening stream socket"), "\(said)")
        }
    }

    /// With vsock and its loopback in the kernel, a scrape comes over it; with vsock alone, the exporter listens;
    /// without it, the error says what to load.
    @Test func vsockIsServedIfTheKernelHasIt() async throws {
        try await Site.with { site in
            let script = """
                import socket, sys
                client = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
                client.settimeout(5)
                try:
                    client.connect((1, int(sys.argv[1])))
                except OSError:
                    sys.exit("no loopback")
                client.sendall(b"GET /-/healthy HTTP/1.0\\r\\n\\r\\n")
                print(client.makefile().read())
                """
            let port = "\(UInt32.random(in: 100_000...4_000_000_000))"
            let exporter = try site.start(["serve", "--web.listen-address", "vsock://:\(port)"])
            let line = try await exporter.line(with: "vsock://:\(port)")
            guard line.contains("msg=listening") else {
                #expect(line.contains("this kernel has no vsock; load its module "), "\(line)")
                return
            }
            let answer = try await Program("python3").run(["-c", script, port])
            if answer.errors.isEmpty { #expect(answer.text.contains("The exporter is healthy.")) }
            #expect(try await exporter.end() == 0)
        }
    }

    @Test func probesHaveTheirOwnListener() async throws {
        try await Site.with { site in
            let exporter = try site.start([
                "serve", "--web.listen-address", "127.0.0.1:0", "--web.health-listen-address", "127.0.0.1:0",
                "--web.route-prefix", "/energy",
            ])
            let url = try await exporter.url()
            let line = try await exporter.line(with: "msg=\"listening for probes\"")
            let address = line.split(separator: " ").first { $0.hasPrefix("address=") }?.dropFirst("address=".count)
            let probes = "http://\(address ?? "")"
            #expect(probes != url)
            #expect(try await Site.get(probes + "/-/healthy") == "The exporter is healthy.\n")
            try await Site.polled(url + "/energy")
            #expect(try await Site.get(probes + "/-/ready") == "The exporter is ready.\n")
            for path in ["/", "/metrics", "/energy/metrics", "/-/reload"] {
                #expect(try await Site.get(probes + path).hasPrefix("404 "), "\(path)")
            }
            #expect(try await exporter.end() == 0)
        }
    }

    @Test(arguments: [":0", "127.0.0.1:0"])
    func anOpenAddressWithoutUsersIsAWarning(address: String) async throws {
        try await Site.with { site in
            let exporter = try site.start(["serve", "--web.listen-address", address])
            _ = try await exporter.line(with: "msg=serving")
            let url = try await exporter.url()
            _ = try await Site.get(url.replacingOccurrences(of: "[::]", with: "127.0.0.1") + "/-/healthy")
            #expect(exporter.errors.contains("level=warn msg=\"anyone who can reach this machine") == (address == ":0"))
            try await exporter.end()
        }
    }

    @Test(arguments: [
        ["--web.health-listen-address", "9878"], ["--web.listen-address", "unix://run/a.sock"],
        ["--web.listen-address", "unix:///run/a.sock?mode=abc"], ["--web.listen-address", "vsock://9877"],
    ])
    func aMeaninglessAddressIsBadUsage(arguments: [String]) async throws {
        let answer = try await Program(RunningProgram.exporter).run(["serve", arguments.joined(separator: "=")])
        #expect(answer.status == 64)
        #expect(answer.errors.contains(arguments[1]), "\(answer.errors)")
    }
}
