import ArgumentParser
import Configuration
import Foundation
import Ground
import Logging
import Metering
import ReadingStore

/// `forget`: removes the data of a customer or a metering point for good.
struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Permanently remove the data of a customer or a metering point.",
        discussion: """
            Shows what it would remove, asks, removes it, and rewrites the store's file without it. Receivers and backups \
            keep their copies: docs/operations.md says how to remove those. Only one process can write to a store, so stop \
            serve first; --dry-run works while it runs.
            """)

    @Option(
        name: .customLong("customer"),
        help: ArgumentHelp(
            "The data of this customer; for a meter that others had too, only what arrived for this one.",
            valueName: "number"))
    var customer: String?

    @Option(
        name: .customLong("metering-point"),
        help: ArgumentHelp("The data of this metering point.", valueName: "id"))
    var meteringPoint: String?

    @Flag(name: .customLong("unconfigured"), help: "Everything that the configuration no longer asks for.")
    var unconfigured = false

    @Flag(
        name: .customLong("api-url"),
        help: "Only the address of the readings' API, after the utility has moved it.")
    var apiURL = false

    @Flag(name: .customLong("dry-run"), help: "Only show what would be removed.")
    var dryRun = false

    @Flag(name: .customLong("yes"), help: "Do not ask for confirmation.")
    var yes = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        let chosen = [customer != nil, meteringPoint != nil, unconfigured, apiURL].count { $0 }
        guard chosen == 1 else {
            throw ValidationError("give one of --customer, --metering-point, --unconfigured and --api-url")
        }
        for (flag, text) in [("--customer", customer), ("--metering-point", meteringPoint)]
        where text?.trimmed.isEmpty == true { throw ValidationError("\(flag): give one that is not empty") }
    }

    func run() async throws {
        let log = common.logging.logger
        let configuration = try common.load(log)
        do {
            try checkStays(configuration)
            guard SmallFile.exists(configuration.storage.path) else {
                throw Failure("there is no store at \(configuration.storage.path)")
            }
            if dryRun { return try showOnly(configuration) }
            let store = try ReadingStore(path: configuration.storage.path)
            defer { store.close() }
            try await forget(in: store, configuration)
        } catch let status as ExitCode {
            throw status
        } catch {
            log.error("nothing removed", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
    }

    /// The reason that nothing is removed.
    private struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private var selection: ForgetSelection? {
        if let customer { return .customer(String(customer.trimmed)) }
        if let meteringPoint { return .meteringPoint(String(meteringPoint.trimmed)) }
        return unconfigured ? .unconfigured : nil
    }

    /// Throws if the configuration still asks for the data, since the next poll would store it again.
    private func checkStays(_ configuration: Configuration) throws {
        switch selection {
        case .customer(let number) where configuration.scope.numbers.contains(CustomerNumber.normalized(number)):
            throw Failure(
                "customer number \(number) is in the configuration, so the next poll would bring it back: remove it from "
                    + "customers first")
        case .meteringPoint(let point) where configuration.scope.groups.contains { $0.meteringPoints.contains(point) }:
            throw Failure(
                "metering point \(point) is in the configuration, so the next poll would bring it back: remove it from "
                    + "metering_points first")
        default: return
        }
    }

    private func showOnly(_ configuration: Configuration) throws {
        guard let selection else { return print("The address of the API would be forgotten.") }
        guard let reader = try StoreReader(path: configuration.storage.path) else {
            throw Failure("there is no store at \(configuration.storage.path)")
        }
        defer { reader.close() }
        _ = try show(try reader.find(selection, configuration.scope), configuration)
    }

    private func forget(in store: ReadingStore, _ configuration: Configuration) async throws {
        guard let selection else {
            guard try ask("Forget which API the readings in \(store.path) came from?") else { return }
            try await store.customers.forgetAPI()
            return print("Forgotten: the next start takes over api.url of the configuration.")
        }
        let data = try await store.customers.find(selection, configuration.scope)
        let report = try show(data, configuration)
        guard !data.isEmpty, try ask("Remove this from \(store.path) for good?") else { return }
        let size = store.size
        try await store.customers.forget(selection, configuration.scope)
        do {
            try await store.customers.compact()
        } catch {
            throw Failure(
                "everything was removed, but the file could not be rewritten without it; run this again: \(error)")
        }
        print("Removed. The store had \(size) bytes, and has \(store.size) now.")
        for line in report.remains { print(line) }
    }

    /// - Throws: ``Failure`` where somebody named what is not stored, as it may be mistyped, or what the next poll would bring back.
    private func show(_ data: ForgettableData, _ configuration: Configuration) throws -> ForgetReport {
        let report = ForgetReport(data, configuration)
        for line in report.lines { print(line) }
        if data.isEmpty, !unconfigured {
            let asked =
                customer.map { "customer number \(quoted($0))" } ?? "metering point \(quoted(meteringPoint ?? ""))"
            let near = NearMiss.suggestion(for: customer ?? meteringPoint ?? "", among: data.others, limit: 2)
            throw Failure("the store knows nothing of \(asked)" + (near.map { ", did you mean `\($0)`?" } ?? ""))
        }
        if let point = data.configured.first {
            throw Failure(
                "the configuration still asks for metering point \(point), so that the next poll would bring it back: remove its "
                    + "customer first, or list what is to stay in metering_points of its group")
        }
        return report
    }

    private func ask(_ question: String) throws -> Bool {
        if yes { return true }
        guard FileHandle.standardInput.isTerminal else {
            throw Failure("standard input is not a terminal, so there is nobody to ask: give --yes")
        }
        print("\(question) [y/N] ", terminator: "")
        fflush(nil)
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else {
            print("Nothing was removed.")
            throw ExitCode.failure
        }
        return true
    }
}

extension FileHandle {
    fileprivate var isTerminal: Bool { isatty(fileDescriptor) == 1 }
}
