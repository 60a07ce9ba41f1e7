namespace Allmine.Domain.Errors;

/// <summary>
/// A stored record can't be read by this version: a newer version wrote it, or somebody changed it by hand. The call that
/// needs the record fails; no other call does.
/// </summary>
/// <param name="record">What the record is and which one, for logs: <c>message 64d15f9e2e6c8f4d5a123456</c>. It holds nothing that people wrote.</param>
/// <param name="inner">Why it can't be read, if an exception said so.</param>
/// <param name="item">Which item of a batch needs it, counted from 0; null for what is no batch.</param>
public sealed class UnreadableRecordException(string record, Exception? inner = null, int? item = null)
    : AllmineException([new ErrorDetail(ErrorCode.RecordUnreadable) { Item = item }], inner)
{
    public string Record { get; } = record;
}
