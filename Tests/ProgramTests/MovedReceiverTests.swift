import Foundation
import TestSupport
import Testing

/// A receiver whose name moves to another address, while the old address still answers.
@Suite(.timeLimit(.minutes(5))) struct MovedReceiverTests {
    @Test func aReceiverThatMovedIsFoundWhileItsOldAddressAnswers() async throws {
        try await Site.with { site in
            let script = RepositoryPaths.fixtures.appending(path: "peers/moved_receiver.py").path
            let receiver = try RunningProgram("python3", [script], in: site.folder)
            try await eventually("the receivers listen") { receiver.output.contains("\n") }
            let port = receiver.output.prefix { $0 != "\n" }
            try site.configure(
                more: "remote_write: [{name: r, url: \"http://receiver.test:\(port)/write\", since: 36000d}]")
            // In place, as the file is mounted over that of the machine, for this program alone.
            let hosts = site.folder.appending(path: "hosts")
            func resolve(to address: String) throws {
                try Data("127.0.0.1 localhost\n\(address) receiver.test\n".utf8).write(to: hosts)
            }
            try resolve(to: "127.0.0.2")
            let exporter = try RunningProgram(
                "unshare",
                [
                    "--mount", "--map-root-user", "sh", "-c", "mount --bind hosts /etc/hosts && exec \"$0\" \"$@\"",
                    RunningProgram.exporter, "serve", "--web.listen-address", "127.0.0.1:0",
                ], in: site.folder)
            _ = try await exporter.url()
            try await eventually("the old address has answered") { receiver.output.contains("old") }

            try resolve(to: "127.0.0.3")

            try await eventually("the new address is asked", within: .seconds(120)) {
                guard exporter.process.isRunning else { throw RunningProgram.Failure(description: exporter.errors) }
                return receiver.output.contains("new")
            }
            try await exporter.end()
            try await receiver.end()
        }
    }
}
