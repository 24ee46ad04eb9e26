package import Foundation

/// A program that runs until it is stopped: the exporter itself, or a peer such as Prometheus.
///
/// Its output goes to files, so that no pipe fills up. It is killed when this value is released.
package final class RunningProgram {
    /// The exporter from the same build as the tests.
    package static var exporter: String {
        // The test runner's bundle lies in the folder of the products.
        let products = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?
            .deletingLastPathComponent()
        let folder = products ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appending(path: "oresundskraft-exporter").path
    }

    package let process = Process()
    private let outputFile: URL
    private let errorFile: URL

    /// - Parameters:
    ///   - path: of the executable, or a name that is looked up in `PATH`.
    ///   - environment: the complete environment except `PATH`; the test's own variables are not passed on.
    package init(_ path: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws {
        let name = UUID().uuidString
        outputFile = folder.appending(path: "\(name).out")
        errorFile = folder.appending(path: "\(name).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        if path.contains("/") {
            process.executableURL = URL(filePath: path)
            process.arguments = arguments
        } else {
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [path] + arguments
        }
        process.currentDirectoryURL = folder
        process.environment = environment.merging(["PATH": search, "HOME": folder.path]) { own, _ in own }
        let handles = [try FileHandle(forWritingTo: outputFile), try FileHandle(forWritingTo: errorFile)]
        defer { for handle in handles { try? handle.close() } }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var output: String { (try? String(decoding: Data(contentsOf: outputFile), as: UTF8.self)) ?? "" }
    package var errors: String { (try? String(decoding: Data(contentsOf: errorFile), as: UTF8.self)) ?? "" }

    /// Waits for a log line that contains all of the texts, and returns it.
    package func line(with texts: String..., within deadline: Duration = .seconds(120)) async throws -> String {
        var found: String?
        do {
            try await eventually("a line with \(texts)", within: deadline) {
                // Checked before the file is read, so that the last output of a program that ends is not missed.
                let isRunning = process.isRunning
                found = errors.split(separator: "\n").first { line in texts.allSatisfy { line.contains($0) } }
                    .map(String.init)
                return found != nil || !isRunning
            }
        } catch {
            throw Failure(description: "\(error); it said: \(errors)")
        }
        guard let found else { throw Failure(description: "it ended before a line with \(texts); it said: \(errors)") }
        return found
    }

    /// The address that the line `listening` names, as a URL without a slash at its end.
    package func url() async throws -> String {
        let line = try await line(with: "msg=listening")
        let address = line.split(separator: " ").first { $0.hasPrefix("address=") }?.dropFirst("address=".count) ?? ""
        return "http://\(address)"
    }

    /// Sends a signal.
    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Sends a signal and waits for the end.
    ///
    /// - Returns: the exit status, or the negative number of the signal that ended the program.
    @discardableResult
    package func end(with number: Int32 = SIGTERM, within deadline: Duration = .seconds(30)) async throws -> Int32 {
        signal(number)
        return try await status(within: deadline)
    }

    /// Waits for the end.
    package func status(within deadline: Duration = .seconds(120)) async throws -> Int32 {
        do {
            try await eventually("the program ends", within: deadline) { !process.isRunning }
        } catch {
            throw Failure(description: "\(error); it said: \(errors)")
        }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// A program that did not do what a test waited for.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        /// Creates a failure with the message for the test.
        package init(description: String) {
            self.description = description
        }
    }
}
