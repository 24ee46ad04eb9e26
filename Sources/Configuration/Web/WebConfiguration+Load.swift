extension WebConfiguration {
    /// Reads and checks a web configuration file, and the certificates and keys that it names.
    ///
    /// - Parameters:
    ///   - path: the path of the YAML file; relative paths in it are relative to its folder. An empty file protects
    ///     nothing.
    ///   - judge: checks certificates and keys.
    /// - Returns: the settings, and their warnings.
    /// - Throws: ``ConfigurationError`` with all faults and warnings.
    package static func load(
        path: String, judge: any CertificateJudge
    ) throws(ConfigurationError) -> (configuration: WebConfiguration, warnings: [ConfigurationFault]) {
        let faults = FaultList(file: path)
        let file = Configuration.readFile(
            path, faults: faults, remedy: "name the web configuration with --web.config.file, or leave that out")
        guard let file else { throw faults.error }
        let context = ReadingContext(
            faults: faults, files: ReadFiles(), folder: Configuration.folder(of: path), environment: [:],
            isWorldReadable: file.isWorldReadable, sections: WebConfigurationReader.sections)
        let root = YAMLDocument(faults: faults).read(file.text)
        guard root != nil || faults.isEmpty else { throw faults.error }
        var configuration = WebConfigurationReader(context: context, judge: judge).read(root)
        guard faults.isEmpty else { throw faults.error }
        configuration.files.insert(path, at: 0)
        return (configuration, faults.sortedWarnings)
    }
}
