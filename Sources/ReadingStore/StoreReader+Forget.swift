package import Metering

extension StoreReader {
    /// Finds the data that a selection covers, while another process may be writing.
    package func find(_ selection: ForgetSelection, _ scope: CustomerScope) throws(StoreError) -> ForgettableData {
        try read { try CustomerRepository.find(selection, scope, $0) }
    }
}
