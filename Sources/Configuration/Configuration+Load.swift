import Ground

extension Configuration {
    /// The largest accepted file, in bytes; one with a thousand groups has a tenth of that.
    package static let sizeLimit = 1 << 20

    /// Reads and checks a configuration file, and the keys and certificates that it names.
    ///
    /// - Parameters:
    ///   - path: the path of the YAML file; relative paths in it are relative to its folder.
    ///   - environment: the environment of the process; ``SubscriptionKey`` lists the variables that are read.
    /// - Returns: the configuration, and its warnings.
    /// - Throws: ``ConfigurationError`` with all faults and warnings.
    package static func load(
        path: String, environment: [String: String]
    ) throws(ConfigurationError) -> (configuration: Configuration, warnings: [ConfigurationFault]) {
        let files = ReadFiles()
        do {
            var read = try load(path: path, environment: environment, files)
            read.configuration.files = files.fingerprints
            return read
        } catch {
            throw ConfigurationError(faults: error.faults, warnings: error.warnings, files: files.fingerprints)
        }
    }

    private static func load(
        path: String, environment: [String: String], _ files: ReadFiles
    ) throws(ConfigurationError) -> (configuration: Configuration, warnings: [ConfigurationFault]) {
        let faults = FaultList(file: path)
        files.insert(path)
        guard let file = readFile(path, faults: faults) else { throw faults.error }
        let context = ReadingContext(
            faults: faults, files: files, folder: folder(of: path), environment: environment,
            isWorldReadable: file.isWorldReadable, sections: ConfigurationReader.sections)
        let root = YAMLDocument(faults: faults).read(file.text)
        // Without a document only the faults of its text can be reported.
        guard root != nil || faults.isEmpty else { throw faults.error }
        let read = ConfigurationReader(context: context).read(root)
        guard var configuration = read, faults.isEmpty else { throw faults.error }
        configuration.sourcePath = path
        return (configuration, faults.sortedWarnings)
    }

    /// Reads only the path of the store: if this file has faults, a running exporter still uses an older one.
    ///
    /// - Throws: ``ConfigurationError`` if the file is not readable as YAML.
    package static func storePath(inFile path: String) throws(ConfigurationError) -> String {
        let faults = FaultList(file: path)
        guard let file = readFile(path, faults: faults) else { throw faults.error }
        let context = ReadingContext(
            faults: FaultList(file: path), files: ReadFiles(), folder: folder(of: path), environment: [:],
            isWorldReadable: false,
            sections: ConfigurationReader.sections)
        guard let root = YAMLDocument(faults: faults).read(file.text) else { throw faults.error }
        let top = Section<RootKey>(root, path: "", context: context)
        let storage = ConfigurationReader(context: context).readStorage(
            top.section(.storage, of: StorageKey.self), timeSeries: Configuration.TimeSeries())
        return storage.path
    }

    /// Reads a file of settings; returns nil, with a fault in the list, if it is not there or no text.
    ///
    /// - Parameter remedy: the action to take if it is not there.
    static func readFile(
        _ path: String, faults: FaultList,
        remedy: String =
            "name the configuration with --config.file, or try `oresundskraft-exporter demo`, which needs none"
    ) -> (text: String, isWorldReadable: Bool)? {
        do {
            let file = try SmallFile(path, limit: sizeLimit)
            if let text = String(validating: file.bytes, as: UTF8.self) { return (text, file.isWorldReadable) }
            let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            faults.add("is not UTF-8 text: save it as UTF-8", at: SourcePosition(line: line + 1, column: 1))
        } catch  where path.isEmpty {
            faults.add("--config.file names no file", at: nil)
        } catch let failure where failure.isMissing {
            faults.add(
                "there is no such file in \(quoted(path: folder(of: path))): \(remedy)", at: nil)
        } catch {
            faults.add("cannot be read: \(error.reason(limit: sizeLimit))", at: nil)
        }
        return nil
    }

    /// Returns the absolute path of the folder of a file.
    static func folder(of path: String) -> String {
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        if path.hasPrefix("/") { return String(folder) }
        let working = SystemCalls.workingFolder ?? "."
        return folder == "." ? working : "\(working)/\(folder)"
    }
}
