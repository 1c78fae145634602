using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms submit</c>: one payment.</summary>
internal static class SubmitVerb
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var url = OptionOf.Text("--url", "URL", "The payments service, as its ready line names it, such as http://127.0.0.1:8080.");
        var id = OptionOf.Text("--id", "TEXT", $"Payment id: {FieldRules.PaymentIdExpected}.");
        var wallet = OptionOf.Text("--wallet", "TEXT", "The paying wallet.");
        var amount = OptionOf.Text("--amount", "DECIMAL", $"Amount: {FieldRules.AmountExpected}.");
        var currency = OptionOf.Text("--currency", "TEXT", "Currency (default EUR).");
        var country = OptionOf.Text("--country", "TEXT", "Where the payment goes, ISO 3166-1 alpha-2 (default DE).");
        var type = OptionOf.Text("--type", "TEXT", "Payment type (default card).");
        var created = OptionOf.Text("--created-at", "TIME", $"When the payment was made: {FieldRules.TimestampExpected} (default now). Submitting the same payment again needs the same time: with another one it is other content under the same id.");
        var wait = new Option<bool>("--wait") { Description = "Wait until the payment is decided." };
        var timeout = OptionOf.Length("--timeout", "DURATION", "How long --wait waits (default 1m, from 100ms to 1d); exit code 1 when it has passed.", TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        var token = new TokenOption();
        url.Required = id.Required = wallet.Required = amount.Required = true;

        var command = new Command("submit", "Submits one payment and prints its status.") { url, id, wallet, amount, currency, country, type, created, wait, timeout, token.Option };
        command.SetAction((parsed, cancel) =>
        {
            var service = Checked("--url", parsed.GetValue(url)!, "an http URL without a path", text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 ? uri : null);
            var payment = new PaymentDetails(
                Checked("--id", parsed.GetValue(id)!, FieldRules.PaymentIdExpected, text => FieldRules.IsPaymentId(text) ? text : null),
                Text("--wallet", parsed.GetValue(wallet)!),
                Checked<decimal?>("--amount", parsed.GetValue(amount)!, FieldRules.AmountExpected, text => FieldRules.TryParseAmount(text, out var value) ? value : null)!.Value,
                Text("--currency", parsed.GetValue(currency) ?? "EUR"),
                Text("--country", parsed.GetValue(country) ?? "DE"),
                Text("--type", parsed.GetValue(type) ?? "card"),
                parsed.GetValue(created) is { } time
                    ? Checked<DateTimeOffset?>("--created-at", time, FieldRules.TimestampExpected, text => FieldRules.TryParseTimestamp(text, out var value) ? value : null)!.Value
                    : TimeProvider.System.GetUtcNow());
            return RunAsync(service, token.Read(parsed), payment, parsed.GetValue(wait) ? parsed.GetValue(timeout) ?? DefaultTimeout : null, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(Uri service, string? token, PaymentDetails payment, TimeSpan? patience, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = service };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var content = PaymentRequest.ContentOf(payment);
        HttpResponseMessage response;
        try
        {
            response = await http.PostAsync(PaymentAddress.Payments, content, cancel);
        }
        catch (HttpRequestException unreachable)
        {
            await error.WriteLineAsync($"{unreachable.Message}. {IsItPayments(service)}");
            return ExitCode.Failure;
        }

        using (response)
        {
            var answer = await response.Content.ReadAsStringAsync(cancel);
            if (!response.IsSuccessStatusCode)
            {
                var doubt = response.StatusCode == HttpStatusCode.NotFound ? IsItPayments(service) : answer;
                await error.WriteLineAsync($"{(int)response.StatusCode} {response.ReasonPhrase}: {doubt}");
                return response.StatusCode == HttpStatusCode.BadRequest ? ExitCode.BadInput : ExitCode.Failure;
            }

            if (patience is null)
            {
                await output.WriteLineAsync(answer);
                return ExitCode.Success;
            }
        }

        return await WaitAsync(http, payment.PaymentId, patience.Value, output, error, cancel);
    }

    // The payment is accepted: whatever the service says now, or does not, the answer may still come.
    private static async Task<int> WaitAsync(HttpClient http, string paymentId, TimeSpan patience, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        var trouble = "";
        try
        {
            while (true)
            {
                try
                {
                    var state = await http.GetStringAsync(PaymentAddress.Of(paymentId), limit.Token);
                    if (IsDecided(state))
                    {
                        await output.WriteLineAsync(state);
                        return ExitCode.Success;
                    }

                    trouble = "";
                }
                catch (Exception passing) when (passing is HttpRequestException || (passing is OperationCanceledException && !limit.IsCancellationRequested))
                {
                    trouble = $"; the last try: {passing.Message}";
                }

                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await error.WriteLineAsync($"payment '{paymentId}' was not decided within {Duration.ToText(patience)}{trouble}");
            return ExitCode.Failure;
        }
    }

    private static string IsItPayments(Uri service) => $"--url = '{service}': is that the payments service, as its ready line names it?";

    private static bool IsDecided(string state) => JsonDocument.Parse(state).RootElement.GetProperty("status").GetString() is not (null or "AwaitingAntifraud");

    private static string Text(string option, string value) => Checked(option, value, FieldRules.TextExpected, text => FieldRules.IsText(text) ? text : null);

    private static T Checked<T>(string option, string value, string expected, Func<string, T?> read) =>
        read(value) is { } good ? good : throw new OptionsException($"{option} = '{value}': expected {expected}");
}
