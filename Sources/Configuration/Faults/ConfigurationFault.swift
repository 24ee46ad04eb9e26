package import Ground

/// One fault of a configuration, or one warning about it.
package struct ConfigurationFault: Sendable, Equatable {
    /// The configuration file, as it was named.
    package let file: String
    /// Its place in the file; nil for a fault of the whole file (it cannot be read, say).
    package let position: SourcePosition?
    /// The key at fault, as in `customers[0].numbers[1]`; empty if no single key is.
    package let keyPath: String
    /// The fault in words, and the remedy. Never holds a secret.
    package let message: String

    init(file: String, position: SourcePosition?, keyPath: String, message: String) {
        self.file = file
        self.position = position
        self.keyPath = keyPath
        self.message = message
    }

    /// Creates a fault of a file as a whole, or of a key whose place is not known.
    package init(file: String, keyPath: String, message: String) {
        self.init(file: file, position: nil, keyPath: keyPath, message: message)
    }
}

extension ConfigurationFault: CustomStringConvertible {
    /// The fault as `file:line:column: key.path: message`, as compilers and editors write and read it.
    package var description: String {
        let place = position.map { "\(file):\($0.line):\($0.column)" } ?? file
        return keyPath.isEmpty ? "\(place): \(message)" : "\(place): \(keyPath): \(message)"
    }
}

/// A place in a text file.
package struct SourcePosition: Sendable, Hashable, Comparable {
    /// Counted from 1.
    package let line: Int
    /// Counted from 1, in Unicode scalars.
    package let column: Int

    /// Orders by place in the file.
    package static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// The error of a configuration that cannot be used, with all of its faults.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// All faults, sorted by their place in the file; at least one.
    package let faults: [ConfigurationFault]
    /// All warnings, sorted in the same way.
    package let warnings: [ConfigurationFault]
    /// The files that were read, with their content at that time; see ``Configuration/files``.
    package let files: [String: FileFingerprint]

    /// Creates an error of at least one fault.
    package init(
        faults: [ConfigurationFault], warnings: [ConfigurationFault] = [], files: [String: FileFingerprint] = [:]
    ) {
        self.faults = faults
        self.warnings = warnings
        self.files = files
    }

    /// The faults, one a line.
    package var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}
