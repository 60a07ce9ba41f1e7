using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Life;

/// <summary>Looks for words in every byte that a store has written.</summary>
internal static class ErasureSearch
{
    /// <summary>Those of the words that any file of the folder has, its name or its bytes.</summary>
    /// <param name="folder">Of an embedded store: the database, its log, the files of messages, and what is on its way there.</param>
    /// <param name="words">Of ASCII.</param>
    public static async Task<IReadOnlyList<string>> InFolderAsync(string folder, IReadOnlyCollection<string> words)
    {
        var found = new HashSet<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
            found.UnionWith(In(await ReadAsync(path), words).Concat(words.Where(path.Contains)));
        return [.. found];
    }

    /// <summary>Those of the words that any document of the database has, whatever its collection.</summary>
    public static async Task<IReadOnlyList<string>> InDatabaseAsync(IMongoDatabase database, IReadOnlyCollection<string> words)
    {
        var found = new HashSet<string>();
        foreach (var name in await (await database.ListCollectionNamesAsync()).ToListAsync())
        {
            using var documents = await database.GetCollection<RawBsonDocument>(name).FindAsync(new BsonDocument());
            while (await documents.MoveNextAsync())
            {
                foreach (var document in documents.Current)
                {
                    using (document)
                        found.UnionWith(In(document.ToBson(), words));
                }
            }
        }

        return [.. found];
    }

    private static IEnumerable<string> In(byte[] bytes, IEnumerable<string> words) => words.Where(word => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(word)) >= 0);

    /// <summary>Also while the service writes it. What has gone meanwhile has no bytes.</summary>
    private static async Task<byte[]> ReadAsync(string path)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
