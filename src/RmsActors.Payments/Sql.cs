using System.Data.Common;
using System.Globalization;

namespace RmsActors.Payments;

/// <summary>The few words of ADO.NET that the store's statements are made with.</summary>
internal static class Sql
{
    public static DbCommand Command(this DbConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Add(name, value);
        }

        return command;
    }

    public static DbCommand Command(this DbTransaction transaction, string text = "", params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = transaction.Connection!.Command(text, parameters);
        command.Transaction = transaction;
        return command;
    }

    /// <summary>Binds each value under a name of its own and returns the names in parentheses, as <c>IN</c> and <c>VALUES</c> take them.</summary>
    public static string List(this DbCommand command, IEnumerable<object> values)
    {
        var names = new List<string>();
        foreach (var value in values)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
            command.Add(name, value);
            names.Add(name);
        }

        return $"({string.Join(',', names)})";
    }

    /// <summary>The first column of every row, a payment id.</summary>
    public static async Task<List<string>> IdsAsync(this DbCommand command, CancellationToken cancel)
    {
        var ids = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            ids.Add(rows.GetString(0));
        }

        return ids;
    }

    private static void Add(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
