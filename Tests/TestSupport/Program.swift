package import Foundation

/// A program that tests run to its end, such as `promtool` or `python3`.
///
/// ```swift
/// let answer = try await Program("promtool").run(["check", "metrics"], input: exposition)
/// #expect(answer.status == 0)
/// ```
package struct Program: Sendable {
    /// The result of a run.
    package struct Answer: Sendable {
        /// The exit status, or the negative number of the signal that ended it.
        package let status: Int32
        /// All of standard output.
        package let output: [UInt8]
        /// All of standard error.
        package let errors: String
        /// ``output`` as text.
        package var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// A run that could not start, or did not end in time.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        /// Creates a failure with the message for the test.
        package init(description: String) {
            self.description = description
        }
    }

    private let name: String
    private let environment: [String: String]

    /// - Parameters:
    ///   - name: a path, or a name that is looked up in `PATH`.
    ///   - environment: added to this process's own.
    package init(_ name: String, environment: [String: String] = [:]) {
        self.name = name
        self.environment = environment
    }

    /// `python3` with the tests' packages: `TEST_PYTHON`, else the repository's virtual environment
    /// (`.build/test-venv`), else the one in `PATH`.
    package static var python: Program { Program(pythonPath) }

    /// The path of that interpreter.
    package static var pythonPath: String {
        if let named = ProcessInfo.processInfo.environment["TEST_PYTHON"], !named.isEmpty { return named }
        let own = RepositoryPaths.root.appending(path: ".build/test-venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    }

    /// Runs the program and waits for its end. Input and outputs go through files, so no pipe can fill up and block.
    ///
    /// - Throws: ``Failure`` if there is no such program, or if it has not ended at the deadline (it is then killed).
    package func run(
        _ arguments: [String] = [], input: [UInt8] = [], in folder: URL? = nil,
        within deadline: Duration = .seconds(120)
    ) async throws -> Answer {
        guard let path = executablePath() else {
            throw Failure(description: "cannot run \(name): no such program; `make test` installs what the tests need")
        }
        return try await withTemporaryFolder { files in
            let inputFile = files.appending(path: "input")
            let outputFile = files.appending(path: "output")
            let errorFile = files.appending(path: "errors")
            try Data(input).write(to: inputFile)
            for file in [outputFile, errorFile] { try Data().write(to: file) }

            let process = Process()
            process.executableURL = URL(filePath: path)
            process.arguments = arguments
            process.currentDirectoryURL = folder
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            let handles = [
                try FileHandle(forReadingFrom: inputFile), try FileHandle(forWritingTo: outputFile),
                try FileHandle(forWritingTo: errorFile),
            ]
            // The process has its own copies once it runs. Foundation keeps ours open for long otherwise, and its
            // launching crashes when some thousand files are open.
            defer { for handle in handles { try? handle.close() } }
            process.standardInput = handles[0]
            process.standardOutput = handles[1]
            process.standardError = handles[2]
            try process.run()
            do {
                try await eventually("\(name) ends", within: deadline) { !process.isRunning }
            } catch {
                kill(process.processIdentifier, SIGKILL)
                let said = try String(decoding: Data(contentsOf: errorFile), as: UTF8.self)
                throw Failure(
                    description: "\(name) \(arguments.joined(separator: " ")): \(error), killed; it said: \(said)")
            }
            let status = process.terminationStatus
            return Answer(
                status: process.terminationReason == .exit ? status : -status,
                output: try [UInt8](Data(contentsOf: outputFile)),
                errors: try String(decoding: Data(contentsOf: errorFile), as: UTF8.self))
        }
    }

    private func executablePath() -> String? {
        if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":")
        return folders.lazy.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
