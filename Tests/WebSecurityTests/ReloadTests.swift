import Exposition
import Foundation
import TestSupport
import Testing

@testable import WebSecurity

/// Files that change while the server runs.
@Suite(.timeLimit(.minutes(5))) struct ReloadTests {
    private func copy(_ folder: WebFolder, _ from: String, to name: String) throws {
        let text = try String(contentsOfFile: folder.path(from), encoding: .utf8)
        try folder.write(text, to: name)
    }

    private func value(_ name: String, of security: WebSecurity) -> Double? {
        security.families.first { $0.name == name }?.samples.first?.value
    }

    @Test func aNewCertificateCountsForNewConnectionsAndABrokenOneDoesNot() async throws {
        try await SecuredServer.with(SecuredServer.certificate) { server in
            let successful = "oresundskraft_web_config_last_reload_successful"
            let end = try #require(value("oresundskraft_web_certificate_expiry_timestamp_seconds", of: server.security))
            #expect(end > Date.now.timeIntervalSince1970)
            #expect(value(successful, of: server.security) == 1)
            // The key of another certificate: both are replaced one after the other, and what was read before goes on.
            try copy(server.folder, "wrong-host.pem", to: "server.pem")
            #expect(server.security.reload()?.contains("the private key does not belong to the certificate") == true)
            #expect(value(successful, of: server.security) == 0)
            #expect(try await server.stillAnswers())
            try copy(server.folder, "wrong-host.key", to: "server.key")
            #expect(server.security.reload() == nil)
            #expect(value(successful, of: server.security) == 1)
            #expect(try await server.curl("/metrics").status == 60)
        }
    }

    @Test func changedFilesAreReadAgainAutomatically() async throws {
        let users = "basic_auth_users: {anna: \(SecuredServer.hash)}\n"
        try await SecuredServer.with(users) { server in
            let following = Task { await server.security.followFiles() }
            defer { following.cancel() }
            #expect(try await server.plain("/metrics", ["--user", "bo:s3cret"]).contains(" 401 "))
            try server.folder.write("basic_auth_users: {bo: \(SecuredServer.hash)}\n")
            try await eventually("bo is let in") {
                try await server.plain("/metrics", ["--user", "bo:s3cret"]).contains(" 200 ")
            }
            #expect(try await server.plain("/metrics", ["--user", "anna:s3cret"]).contains(" 401 "))
            // One half of a file, as another program may be writing it, lets nobody in.
            try server.folder.write("")
            try await eventually("the fault is told") {
                value("oresundskraft_web_config_last_reload_successful", of: server.security) == 0
            }
            #expect(try await server.plain("/metrics").contains(" 401 "))
            #expect(try await server.plain("/metrics", ["--user", "bo:s3cret"]).contains(" 200 "))
        }
    }

    @Test func encryptionIsNotSwitchedWhileTheServerRuns() async throws {
        try await SecuredServer.with(SecuredServer.certificate) { server in
            try server.folder.write("")
            #expect(server.security.reload()?.contains("switched on or off by a restart") == true)
            #expect(try await server.stillAnswers())
        }
    }

    @Test func aCertificateRotatedUnderLoadLosesNoRequest() async throws {
        try await SecuredServer.with(SecuredServer.certificate) { server in
            let script = """
                import http.client, ssl, sys, threading
                context = ssl._create_unverified_context()
                certificates, failures, stop = set(), [], threading.Event()
                def scrape(keep):
                    connection = None
                    while not stop.is_set():
                        try:
                            if connection is None:
                                connection = http.client.HTTPSConnection("localhost", int(sys.argv[1]), context=context)
                                connection.connect()
                                certificates.add(connection.sock.getpeercert(True))
                                open(f"seen-{len(certificates)}", "w").close()
                            connection.request("GET", "/large")
                            answer = connection.getresponse()
                            assert answer.status == 200 and len(answer.read()) == 1 << 20
                            if not keep:
                                connection.close()
                                connection = None
                        except Exception as error:
                            failures.append(repr(error))
                            return
                threads = [threading.Thread(target=scrape, args=(number % 2,)) for number in range(6)]
                for thread in threads: thread.start()
                print("running", flush=True)
                import time
                end = time.monotonic() + 60
                while len(certificates) < 3 and not failures and time.monotonic() < end:
                    time.sleep(0.01)
                stop.set()
                for thread in threads: thread.join()
                print("certificates", len(certificates), "failures", failures, flush=True)
                """
            let load = try RunningProgram(
                Program.pythonPath, ["-c", script, "\(server.port)"], in: server.folder.certificates.folder)
            try await eventually("the load runs") { load.output.contains("running") }
            for name in ["wrong-host", "future"] {
                try copy(server.folder, "\(name).pem", to: "server.pem")
                try copy(server.folder, "\(name).key", to: "server.key")
                #expect(server.security.reload() == nil)
                let seen = server.folder.path(name == "future" ? "seen-3" : "seen-2")
                try await eventually("the load meets \(name)") {
                    FileManager.default.fileExists(atPath: seen) || !load.process.isRunning
                }
            }
            #expect(try await load.status() == 0)
            #expect(load.output.contains("certificates 3 failures []"), "\(load.output) \(load.errors)")
        }
    }
}
