/// A configuration that cannot be used, with everything that is wrong with it.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// All faults, sorted by their place in the file; at least one.
    package let faults: [ConfigurationFault]
    /// What may be wrong besides, sorted likewise.
    package let warnings: [ConfigurationFault]

    /// The faults, one a line.
    package var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}
