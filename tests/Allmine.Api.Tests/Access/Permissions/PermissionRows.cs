namespace Allmine.Api.Tests.Access.Permissions;

/// <summary>
/// What each may do with a chat and its messages. The order is that of <see cref="PermissionCast.Columns"/>: owner, admin, member, former member, stranger, blocked,
/// service, service for a member, service for a system user that is no member.
/// </summary>
internal static class PermissionRows
{
    /// <summary>Where there is nothing to call.</summary>
    public const string None = "–";

    private const string Ok = "200";
    private const string Made = "201";
    private const string Done = "204";
    private const string LeftOut = "200, left out";
    private const string NoUser = "403 auth.forbidden";
    private const string NotTheirs = "403 auth.forbidden";
    private const string NotIn = "403 chat.not_a_member";
    private const string ItemNotIn = "403 items[0].chat.not_a_member";
    private const string Role = "403 chat.role_required";
    private const string Blocked = "403 chat.blocked";
    private const string Unseen = "404 message.not_found";
    private const string Direct = "409 chat.direct";
    private const string Text = """{ "type": "text", "chatId": "GROUP", "content": "Hello" }""";
    private const string Private = """{ "type": "text", "chatId": "PRIVATE", "content": "Hello" }""";

    public static IReadOnlyList<PermissionRow> All { get; } =
    [
        new("GET /chats", "", "/chats", null, Ok, Ok, Ok, Ok, Ok, Ok, NoUser, Ok, Ok),
        new("POST /chats", "a group", "/chats", """{ "title": "x", "memberIds": ["OUTSIDER"] }""", Made, Made, Made, Made, Made, Blocked, NoUser, Made, Made),
        new("POST /chats", "a direct chat", "/chats", """{ "memberIds": ["OUTSIDER"] }""", Made, Made, Made, Made, Made, Made, NoUser, Made, Made),
        new("GET /chats/{chatId}", "", "/chats/GROUP", null, Ok, Ok, Ok, NotIn, NotIn, Ok, Ok, Ok, Ok),
        new("PATCH /chats/{chatId}", "", "/chats/GROUP", """{ "title": "x" }""", Ok, Ok, Role, NotIn, NotIn, Ok, NoUser, Role, Ok),
        new("PUT /chats/{chatId}/members/{userId}", "", "/chats/GROUP/members/OUTSIDER", null, Made, Made, Role, NotIn, NotIn, Blocked, NoUser, Role, Made),
        new("DELETE /chats/{chatId}/members/{userId}", "a member", "/chats/GROUP/members/OTHER", null, Done, Done, Role, NotIn, NotIn, Done, NoUser, Role, Done) { Spoils = true },
        new("DELETE /chats/{chatId}/members/{userId}", "an admin", "/chats/GROUP/members/ADMIN", null, Done, Done, Role, NotIn, NotIn, Done, NoUser, Role, Done) { Spoils = true },
        new("DELETE /chats/{chatId}/members/{userId}", "an owner beside another", "/chats/GROUP/members/SECOND", null, Done, Role, Role, NotIn, NotIn, Role, NoUser, Role, Done) { Spoils = true },
        new("DELETE /chats/{chatId}/members/{userId}", "`me`", "/chats/GROUP/members/me", null, Done, Done, Done, Done, Done, Done, NoUser, Done, Done) { Spoils = true },
        new("PUT /chats/{chatId}/members/{userId}/role", "another's", "/chats/GROUP/members/OTHER/role", """{ "role": "admin" }""", Ok, Role, Role, NotIn, NotIn, Role, NoUser, Role, Ok) { Spoils = true },
        new("PUT /chats/{chatId}/members/{userId}/role", "down, one's own", "/chats/GROUP/members/SELF/role", """{ "role": "member" }""", Ok, Ok, Ok, NotIn, NotIn, Ok, None, Ok, "400 validation.userId.not_a_member") { Spoils = true },
        new("PUT /chats/{chatId}/settings", "", "/chats/GROUP/settings", """{ "muted": true }""", Ok, Ok, Ok, NotIn, NotIn, Ok, NoUser, Ok, NotIn),
        new("GET /chats/{chatId}/changes", "", "/chats/GROUP/changes", null, Ok, Ok, Ok, NotIn, NotIn, Ok, Ok, Ok, Ok),
        new("POST /sync", "", "/sync", """{ "chats": { "GROUP": 0 } }""", Ok, Ok, Ok, LeftOut, LeftOut, Ok, NoUser, Ok, Ok),
        new("GET /chats/{chatId}/pins", "", "/chats/GROUP/pins", null, Ok, Ok, Ok, NotIn, NotIn, Ok, Ok, Ok, Ok),
        new("GET /messages/chat/{chatId}", "", "/messages/chat/GROUP", null, Ok, Ok, Ok, NotIn, NotIn, Ok, Ok, Ok, Ok),
        new("POST /messages/chat/{chatId}/read", "", "/messages/chat/GROUP/read", """{ "sequence": 1 }""", Ok, Ok, Ok, NotIn, NotIn, Ok, NoUser, Ok, NotIn),
        new("POST /messages/chat/{chatId}/delivered", "", "/messages/chat/GROUP/delivered", """{ "sequence": 1 }""", Ok, Ok, Ok, NotIn, NotIn, Ok, NoUser, Ok, NotIn),
        new("POST /messages", "", "/messages", Text, Made, Made, Made, NotIn, NotIn, Made, NoUser, Made, NotIn),
        new("POST /messages", "a dry run", "/messages?dryRun=true", Text, Ok, Ok, Ok, NotIn, NotIn, Ok, NoUser, Ok, NotIn),
        new("POST /messages", "with `targetUserId`", "/messages", """{ "type": "text", "chatId": "GROUP", "targetUserId": "OTHER", "content": "Hello" }""", Made, Made, Made, NotIn, NotIn, Blocked, NoUser, Made, NotIn),
        new("POST /messages", "with `mentions`", "/messages", """{ "type": "text", "chatId": "GROUP", "mentions": ["OTHER"], "content": "Hello" }""", Made, Made, Made, NotIn, NotIn, Blocked, NoUser, Made, NotIn),
        new("POST /messages", "to a person", "/messages", """{ "type": "text", "targetUserId": "OUTSIDER", "content": "Hello" }""", Made, Made, Made, Made, Made, Blocked, NoUser, Made, Made),
        new("POST /messages/batch", "atomic", "/messages/batch", $$"""{ "atomic": true, "items": [{{Text}}] }""", Made, Made, Made, ItemNotIn, ItemNotIn, Made, "403 items[0].auth.forbidden", Made, ItemNotIn),
        new("GET /messages/{messageId}", "", "/messages/MESSAGE", null, Ok, Ok, Ok, Unseen, Unseen, Ok, Ok, Ok, Ok),
        new("GET /messages", "by `ids`", "/messages?ids=MESSAGE", null, Ok, Ok, Ok, LeftOut, LeftOut, Ok, Ok, Ok, Ok),
        new("GET /messages/{messageId}/versions", "another's", "/messages/MESSAGE/versions", null, NotTheirs, NotTheirs, NotTheirs, Unseen, Unseen, NotTheirs, Ok, NotTheirs, NotTheirs),
        new("GET /messages/{messageId}/versions", "one's own", "/messages/OWN/versions", null, Ok, Ok, Ok, Unseen, None, Ok, None, Ok, None),
        new("PATCH /messages/{messageId}", "another's", "/messages/MESSAGE", """{ "content": "x" }""", NotTheirs, NotTheirs, NotTheirs, Unseen, Unseen, NotTheirs, NoUser, NotTheirs, NotIn),
        new("PATCH /messages/{messageId}", "one's own", "/messages/OWN", """{ "content": "x" }""", Ok, Ok, Ok, Unseen, None, Ok, None, Ok, None),
        new("DELETE /messages/{messageId}", "another's", "/messages/MESSAGE", null, Ok, Ok, Role, Unseen, Unseen, Ok, Ok, Role, Ok) { Spoils = true },
        new("DELETE /messages/{messageId}", "one's own", "/messages/OWN", null, Ok, Ok, Ok, Unseen, None, Ok, None, Ok, None) { Spoils = true },
        new("GET /messages/{messageId}/reactions", "", "/messages/MESSAGE/reactions", null, Ok, Ok, Ok, Unseen, Unseen, Ok, NoUser, Ok, Ok),
        new("PUT /messages/{messageId}/reactions/{emoji}", "", "/messages/MESSAGE/reactions/a", null, Ok, Ok, Ok, Unseen, Unseen, Ok, NoUser, Ok, NotIn),
        new("DELETE /messages/{messageId}/reactions/{emoji}", "", "/messages/MESSAGE/reactions/a", null, Ok, Ok, Ok, Unseen, Unseen, Ok, NoUser, Ok, NotIn),
        new("PUT /messages/{messageId}/pin", "", "/messages/MESSAGE/pin", null, Ok, Ok, Role, Unseen, Unseen, Ok, NoUser, Role, Ok),
        new("DELETE /messages/{messageId}/pin", "", "/messages/MESSAGE/pin", null, Ok, Ok, Role, Unseen, Unseen, Ok, NoUser, Role, Ok),
        .. OfDirectChats,
    ];

    /// <summary>Owners and admins there are none of in a direct chat, and nobody leaves it.</summary>
    private static IEnumerable<PermissionRow> OfDirectChats =>
    [
        OfDirect("GET /chats/{chatId}", "", "/chats/PRIVATE", null, Ok, NotIn, Ok, Ok, Ok, Ok),
        OfDirect("PATCH /chats/{chatId}", "", "/chats/PRIVATE", """{ "title": "x" }""", Direct, NotIn, Direct, NoUser, Direct, Direct),
        OfDirect("PUT /chats/{chatId}/members/{userId}", "", "/chats/PRIVATE/members/OUTSIDER", null, Direct, NotIn, Direct, NoUser, Direct, Direct),
        OfDirect("DELETE /chats/{chatId}/members/{userId}", "the other", "/chats/PRIVATE/members/OTHER", null, Direct, NotIn, Direct, NoUser, Direct, Direct),
        OfDirect("DELETE /chats/{chatId}/members/{userId}", "`me`", "/chats/PRIVATE/members/me", null, Direct, Done, Direct, NoUser, Direct, Done),
        OfDirect("PUT /chats/{chatId}/members/{userId}/role", "", "/chats/PRIVATE/members/OTHER/role", """{ "role": "admin" }""", Direct, NotIn, Direct, NoUser, Direct, Direct),
        OfDirect("PUT /chats/{chatId}/settings", "", "/chats/PRIVATE/settings", """{ "muted": true }""", Ok, NotIn, Ok, NoUser, Ok, NotIn),
        OfDirect("GET /chats/{chatId}/changes", "", "/chats/PRIVATE/changes", null, Ok, NotIn, Ok, Ok, Ok, Ok),
        OfDirect("GET /messages/chat/{chatId}", "", "/messages/chat/PRIVATE", null, Ok, NotIn, Ok, Ok, Ok, Ok),
        OfDirect("POST /messages/chat/{chatId}/read", "", "/messages/chat/PRIVATE/read", """{ "sequence": 1 }""", Ok, NotIn, Ok, NoUser, Ok, NotIn),
        OfDirect("POST /messages", "", "/messages", Private, Made, NotIn, Blocked, NoUser, Made, NotIn),
        OfDirect("GET /messages/{messageId}", "", "/messages/WHISPER", null, Ok, Unseen, Ok, Ok, Ok, Ok),
        OfDirect("PUT /messages/{messageId}/reactions/{emoji}", "", "/messages/WHISPER/reactions/a", null, Ok, Unseen, Blocked, NoUser, Ok, NotIn),
        OfDirect("PUT /messages/{messageId}/pin", "", "/messages/WHISPER/pin", null, Ok, Unseen, Blocked, NoUser, Ok, Ok),
        OfDirect("DELETE /messages/{messageId}/pin", "", "/messages/WHISPER/pin", null, Ok, Unseen, Ok, NoUser, Ok, Ok),
        OfDirect("PATCH /messages/{messageId}", "another's", "/messages/WHISPER", """{ "content": "x" }""", NotTheirs, Unseen, NotTheirs, NoUser, NotTheirs, NotIn),
    ];

    private static PermissionRow OfDirect(string operation, string about, string path, string? body, params string[] cells) =>
        new(operation, about.Length == 0 ? "of a direct chat" : $"{about}, of a direct chat", path, body, [None, None, cells[0], None, .. cells[1..]]);
}
