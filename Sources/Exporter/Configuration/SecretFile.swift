/// A file that holds a password or a token of a receiver in its one line.
enum SecretFile {
    /// Larger files are no secrets.
    private static let sizeLimit = 65_536

    /// Why it cannot be used, without what is in it.
    struct Failure: Error {
        let reason: String
    }

    /// What the file holds, without the line break at its end.
    static func read(_ path: String) throws(Failure) -> (secret: SecretText, isWorldReadable: Bool) {
        let file: FileReader.File
        do {
            file = try FileReader.read(path, limit: sizeLimit)
        } catch {
            throw Failure(reason: "cannot be read: \(error.reason)")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw Failure(reason: "is not UTF-8 text: it holds one line")
        }
        var scalars = text.unicodeScalars[...]
        if scalars.last == "\n" { scalars.removeLast() }
        if scalars.last == "\r" { scalars.removeLast() }
        guard !scalars.isEmpty else { throw Failure(reason: "is empty") }
        guard !scalars.contains(where: \.isControl) else {
            throw Failure(reason: "has more than one line, or a control character in it")
        }
        return (SecretText(String(scalars)), file.isWorldReadable)
    }
}
