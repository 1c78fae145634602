using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RmsActors.Hosting;

/// <summary>Options that are read, checked and reported in one way by every role.</summary>
public static class ValidatedOptions
{
    /// <summary>
    /// Reads <typeparamref name="T"/> from its section and checks it against its annotations. A key that no option has, a value
    /// of the wrong type and a value out of its range are each an error that names the key, the value and what was expected.
    /// </summary>
    /// <exception cref="OptionsException">One line an error.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new() => (T)Read(configuration, section, typeof(T));

    /// <summary>The same for a type that is known only when it runs; it has a constructor without parameters.</summary>
    /// <exception cref="OptionsException">One line an error.</exception>
    public static object Read(IConfiguration configuration, string section, Type type)
    {
        var options = Activator.CreateInstance(type)!;
        var errors = Errors(configuration, section, options);
        return errors.Count == 0 ? options : throw new OptionsException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>What is wrong with a section, one line an error; empty when it can be used.</summary>
    /// <param name="type">The options that it holds; it has a constructor without parameters.</param>
    public static IReadOnlyList<string> Problems(IConfiguration configuration, string section, Type type) =>
        Errors(configuration, section, Activator.CreateInstance(type)!);

    /// <summary>Reads <typeparamref name="T"/> now, so that a bad value ends the process before anything starts, and offers it to the container.</summary>
    /// <exception cref="OptionsException">One line an error.</exception>
    public static T AddValidatedOptions<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = Read<T>(configuration, section);
        services.AddSingleton(options);
        services.AddSingleton(Options.Create(options));
        return options;
    }

    private static List<string> Errors(IConfiguration configuration, string section, object options)
    {
        var errors = new List<string>();
        var properties = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToList();
        foreach (var entry in configuration.GetSection(section).GetChildren())
        {
            var property = properties.Find(p => string.Equals(p.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                errors.Add($"{section}:{entry.Key}: no such setting; there are {string.Join(", ", properties.Select(p => p.Name))}");
                continue;
            }

            try
            {
                if (entry.Get(property.PropertyType) is { } value)
                {
                    property.SetValue(options, value);
                }
            }
            catch (InvalidOperationException)
            {
                errors.Add($"{entry.Path} = '{entry.Value}': expected {Expected(property)}");
            }
        }

        foreach (var property in properties)
        {
            var key = $"{section}:{property.Name}";
            if (!errors.Exists(e => e.StartsWith(key + " =", StringComparison.OrdinalIgnoreCase)) && Violation(options, property) is { } violation)
            {
                errors.Add((IsSecret(property) ? key : $"{key} = '{Show(property.GetValue(options))}'") + ": " + violation);
            }
        }

        if (options is IValidatableObject whole)
        {
            errors.AddRange(whole.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage!));
        }

        return errors;
    }

    // A rule of our own says itself what it expected; the framework's are told in our words.
    private static string? Violation(object options, PropertyInfo property)
    {
        var context = new ValidationContext(options) { MemberName = property.Name };
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().OrderBy(rule => rule is not RequiredAttribute))
        {
            if (rule.GetValidationResult(property.GetValue(options), context) is { } broken)
            {
                return rule is RequiredAttribute or RangeAttribute ? $"expected {Expected(property)}" : broken.ErrorMessage;
            }
        }

        return null;
    }

    private static bool IsSecret(PropertyInfo property) => property.GetCustomAttribute<DataTypeAttribute>() is { DataType: DataType.Password };

    private static string Expected(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var noun = type switch
        {
            _ when type == typeof(TimeSpan) => "a duration (hh:mm:ss)",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ when type == typeof(double) || type == typeof(decimal) => "a number",
            _ when type.IsEnum => "one of " + string.Join(", ", Enum.GetNames(type)),
            _ => "a text",
        };
        return property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{noun} from {range.Minimum} to {range.Maximum}")
            : property.GetCustomAttribute<RequiredAttribute>() is not null ? $"{noun}, not empty" : noun;
    }

    private static string Show(object? value) =>
        value is IEnumerable<string> several ? string.Join(", ", several) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
