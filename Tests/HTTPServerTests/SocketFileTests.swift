import Foundation
import Logging
import TestSupport
import Testing

@testable import HTTPServer

struct SocketFileTests {
    private func bind(_ path: String) async throws -> BoundServer {
        try await HTTPServer(
            addresses: [.file(path)],
            routes: [Route(path: "/x") { _ in .ready(.text(200, "here")) }],
            logger: .silent
        ).bind()
    }

    private func answer(_ path: String) async throws -> String {
        try await Program("curl").run(["--silent", "--unix-socket", path, "http://localhost/x"]).text
    }

    @Test func theFileIsPrivateAndRemovedAtTheEnd() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "socket").path
            let server = try await bind(path)
            #expect(try await answer(path) == "here\n")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            await server.close()
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func aLeftoverFileIsReplaced() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "socket").path
            let script = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])"
            _ = try await Program("python3").run(["-c", script, path])
            #expect(FileManager.default.fileExists(atPath: path))
            let server = try await bind(path)
            #expect(try await answer(path) == "here\n")
            await server.close()
        }
    }

    @Test func aSocketThatAnswersIsAnErrorAndStays() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "socket").path
            let server = try await bind(path)
            let error = await #expect(throws: ListenError.self) { _ = try await bind(path) }
            #expect(error?.isInUse == true)
            #expect(
                error?.description
                    == "cannot listen on \"\(path)\": another process listens there; stop it first")
            #expect(try await answer(path) == "here\n")
            await server.close()
        }
    }

    @Test func anotherFileIsAnErrorAndStays() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "socket")
            try Data("text".utf8).write(to: file)
            let error = await #expect(throws: ListenError.self) { _ = try await bind(file.path) }
            #expect(error?.isInUse == false)
            #expect(try Data(contentsOf: file) == Data("text".utf8))
        }
    }

    @Test(arguments: [String(repeating: "a", count: 120), "no/folder"])
    func anImpossiblePathIsAnError(name: String) async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: ListenError.self) { _ = try await bind(folder.path + "/" + name) }
            #expect(error?.isInUse == false)
        }
    }

    @Test func theModeIsTheGivenOneWhateverTheUmask() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "socket").path
            let server = try await HTTPServer(
                addresses: [try ListenAddress(parsing: "unix://\(path)?mode=0666")], routes: [], logger: .silent
            ).bind()
            #expect(server.addresses.map(\.description) == ["unix://\(path)?mode=0666"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o666)
            await server.close()
        }
    }

    /// A socket that is too busy to accept a connection is not a stale one.
    @Test func aSocketWhoseQueueIsFullIsAnErrorAndStays() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "socket").path
            let script = """
                import socket, sys, time
                listener = socket.socket(socket.AF_UNIX)
                listener.bind(sys.argv[1])
                listener.listen(0)
                clients = []
                try:
                    while True:
                        client = socket.socket(socket.AF_UNIX)
                        client.setblocking(False)
                        client.connect(sys.argv[1])
                        clients.append(client)
                except BlockingIOError:
                    print("full", flush=True)
                time.sleep(600)
                """
            let peer = try RunningProgram("python3", ["-c", script, path], in: folder)
            try await eventually("the queue is full") { peer.output.contains("full") }
            let error = await #expect(throws: ListenError.self) { _ = try await bind(path) }
            #expect(error?.isInUse == true)
            #expect(FileManager.default.fileExists(atPath: path))
            try await peer.end(with: SIGKILL)
        }
    }

    @Test func aFileThatAnotherProcessPutInItsPlaceStays() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "socket").path
            let first = try await bind(path)
            try FileManager.default.removeItem(atPath: path)
            let second = try await bind(path)
            await first.close()
            #expect(try await answer(path) == "here\n")
            await second.close()
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
