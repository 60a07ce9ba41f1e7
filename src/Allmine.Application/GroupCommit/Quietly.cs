namespace Allmine.Application.GroupCommit;

/// <summary>Loggers, meters and clocks call what others have attached to them. What fails there is no failure of a write.</summary>
internal static class Quietly
{
    /// <summary>Does it, and lets no exception out.</summary>
    public static void Do(Action observe)
    {
        try
        {
            observe();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
