using Allmine.Application.Ports.Leases;
using Allmine.Domain;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteLeaseStore(SqliteDatabase database) : ILeaseStore
{
    private const long FirstBeat = 1;

    private const string Enter = "INSERT INTO node_sessions (id, beat) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET beat = excluded.beat";

    private const string Beat = "UPDATE node_sessions SET beat = ?2 WHERE id = ?1";

    private const string TakeNew =
        "INSERT INTO leases (slot, owner_id, epoch) SELECT ?1, ?2, 1 WHERE EXISTS (SELECT 1 FROM node_sessions WHERE id = ?2) ON CONFLICT DO NOTHING";

    private const string TakeSeen = """
        UPDATE leases SET owner_id = ?2, epoch = epoch + 1
        WHERE slot = ?1 AND owner_id IS ?3 AND epoch = ?4 AND EXISTS (SELECT 1 FROM node_sessions WHERE id = ?2)
        """;

    private const string Release = "UPDATE leases SET owner_id = NULL WHERE slot = ?1 AND owner_id = ?2 AND epoch = ?3";

    private const string Remove = "DELETE FROM node_sessions WHERE id = ?1 AND (?2 IS NULL OR beat = ?2)";

    public bool IsOfOneProcess => true;

    public Task<LeaseTable> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session =>
        {
            session.BeginSnapshot();
            var beats = session.Statement("SELECT id, beat FROM node_sessions").List(row => (Id: row.ReadId<NodeSession>(0), Beat: row.Int64(1)));
            var leases = session.Statement("SELECT slot, owner_id, epoch FROM leases").List(row => new Lease((int)row.Int64(0), row.ReadIdOrNull<NodeSession>(1), row.Int64(2)));
            session.Commit();
            return new LeaseTable(beats.ToDictionary(node => node.Id, node => node.Beat), leases.ToDictionary(lease => lease.Slot));
        },
        cancellationToken);

    public Task<bool> BeatAsync(Id<NodeSession> session, long beat, CancellationToken cancellationToken) =>
        database.WriteAsync(writer => writer.Statement(beat == FirstBeat ? Enter : Beat).Bind(1, session).Bind(2, beat).Run() == 1, cancellationToken);

    public Task<Lease?> TakeAsync(int slot, Lease? seen, Id<NodeSession> session, CancellationToken cancellationToken) => database.WriteAsync(
        writer =>
        {
            var statement = writer.Statement(seen is null ? TakeNew : TakeSeen).Bind(1, slot).Bind(2, session);
            if (seen is not null)
                statement.Bind(3, seen.Owner).Bind(4, seen.Epoch);
            return statement.Run() == 1 ? new Lease(slot, session, (seen?.Epoch ?? 0) + 1) : null;
        },
        cancellationToken);

    public Task ReleaseAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken) => database.WriteAsync(
        writer =>
        {
            writer.Begin();
            foreach (var lease in leases)
                writer.Statement(Release).Bind(1, lease.Slot).Bind(2, lease.Owner).Bind(3, lease.Epoch).Run();
            writer.Commit();
            return true;
        },
        cancellationToken);

    public Task RemoveAsync(Id<NodeSession> session, long? beat, CancellationToken cancellationToken) =>
        database.WriteAsync(writer => writer.Statement(Remove).Bind(1, session).Bind(2, beat).Run(), cancellationToken);
}
