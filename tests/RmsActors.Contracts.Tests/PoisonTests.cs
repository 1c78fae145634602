using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace RmsActors.Contracts.Tests;

public class PoisonTests
{
    private static readonly Dictionary<string, (string Valid, Func<byte[]?, string?> PoisonOf)> Messages = new()
    {
        ["ready"] = ("""{"paymentId":"p"}""", value => MessageCodec.DecodePaymentReady(value).Poison),
        ["details"] = (
            """{"paymentId":"p","walletId":"w","amount":"10.50","currency":"EUR","country":"DE","paymentType":"card","createdAt":"2026-03-01T12:00:00Z"}""",
            value => MessageCodec.DecodePaymentDetails(value).Poison),
        ["request"] = (
            """{"requestId":"p~1","paymentId":"p","walletId":"w","attempt":1,"requestedAt":"2026-03-01T12:00:00Z","deadline":"2026-03-01T12:00:10Z"}""",
            value => MessageCodec.DecodeKycRequest(value).Poison),
        ["reply"] = (
            """{"status":"Scored","score":12.5,"requestId":"p~1","paymentId":"p","walletId":"w","scoredAt":"2026-03-01T12:00:00Z"}""",
            value => MessageCodec.DecodeKycReply(value, null).Poison),
        ["decision"] = (
            """
            {"paymentId":"p","decision":"Approve","riskScore":12.5,"threshold":70,"policyVersion":1,
             "scores":{"user":{"value":1,"weight":0.5,"defaulted":false},"country":{"value":2,"weight":0.3,"defaulted":false},"paymentType":{"value":3,"weight":0.2,"defaulted":true}},
             "reason":"Scored","receivedAt":"2026-03-01T12:00:00Z","decidedAt":"2026-03-01T12:00:01Z"}
            """,
            value => MessageCodec.DecodePayDecision(value).Poison),
    };

    public static TheoryData<string> Kinds => [.. Messages.Keys];

    /// <summary>Every required member of every message.</summary>
    public static TheoryData<string, string> RequiredMembers
    {
        get
        {
            var members = new TheoryData<string, string>();
            foreach (var (kind, (valid, _)) in Messages)
            {
                foreach (var path in Paths(JsonNode.Parse(valid)!.AsObject(), "").Where(path => kind != "reply" || path == "status"))
                {
                    members.Add(kind, path);
                }
            }

            return members;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_valid_message_of_these_tests_is_valid_also_with_unknown_members(string kind)
    {
        PoisonOf(kind, Messages[kind].Valid).ShouldBeNull();
        PoisonOf(kind, Change(kind, "", json => json["more"] = new JsonArray(1, "x", null))).ShouldBeNull();
        PoisonOf(kind, " \r\n" + Messages[kind].Valid + "\t ").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(RequiredMembers))]
    public void A_required_member_that_is_missing_null_or_of_a_wrong_type_is_poison(string kind, string path)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        PoisonOf(kind, Change(kind, path, parent => parent.Remove(name))).ShouldNotBeNull().ShouldContain(name);
        if (path is not ("riskScore" or "scores.user.value" or "scores.country.value" or "scores.paymentType.value"))
        {
            PoisonOf(kind, Change(kind, path, parent => parent[name] = null)).ShouldNotBeNull();
        }

        foreach (var wrong in new Func<JsonNode>[] { () => new JsonObject(), () => new JsonArray(), () => new JsonArray("p"), () => "", () => "no such thing\0", () => -1, () => 1e300 })
        {
            PoisonOf(kind, Change(kind, path, parent => parent[name] = wrong())).ShouldNotBeNull($"{name} = {wrong().ToJsonString()}");
        }

        PoisonOf(kind, Change(kind, path, parent =>
        {
            var value = parent[name];
            parent.Remove(name);
            parent[char.ToUpperInvariant(name[0]) + name[1..]] = value;
        })).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("details", "amount", "10.5", "$.amount: expected a decimal above 0 and up to 1000000000000 with at most 4 decimals, as a string")]
    [InlineData("details", "amount", "\"0\"", "$.amount: expected a decimal above 0 and up to 1000000000000 with at most 4 decimals, as a string")]
    [InlineData("details", "amount", "\"1e3\"", "$.amount: expected a decimal above 0 and up to 1000000000000 with at most 4 decimals, as a string")]
    [InlineData("details", "amount", "\"1000000000000.01\"", "$.amount: expected a decimal above 0 and up to 1000000000000 with at most 4 decimals, as a string")]
    [InlineData("details", "paymentId", "\"a\\tb\"", "paymentId: expected 1 to 128 Unicode code points without control characters")]
    [InlineData("details", "walletId", "\"a\\u0000b\"", "walletId: expected 1 to 1024 Unicode code points without U+0000")]
    [InlineData("details", "createdAt", "\"2026-03-01T12:00:00\"", "$.createdAt: expected an ISO 8601 date and time with offset, such as 2026-03-01T12:30:00Z")]
    [InlineData("details", "createdAt", "1772366400", "$.createdAt: expected an ISO 8601 date and time with offset, such as 2026-03-01T12:30:00Z")]
    [InlineData("request", "attempt", "0", "attempt: expected a whole number from 1")]
    [InlineData("request", "deadline", "\"2026-03-01\"", "$.deadline: expected an ISO 8601 date and time with offset, such as 2026-03-01T12:30:00Z")]
    [InlineData("reply", "score", "100.01", "score: expected a decimal from 0 to 100")]
    [InlineData("reply", "score", "-0.01", "score: expected a decimal from 0 to 100")]
    [InlineData("reply", "score", "null", "score: a scored wallet needs one")]
    [InlineData("reply", "paymentId", "\"\"", "paymentId: expected 1 to 128 Unicode code points without control characters")]
    [InlineData("reply", "status", "\"Known\"", "$.status: expected one of Scored, UnknownWallet")]
    [InlineData("decision", "decision", "\"Approved\"", "$.decision: expected one of Approve, Decline, Review")]
    [InlineData("reply", "scoredAt", "\"yesterday\"", "$.scoredAt: expected an ISO 8601 date and time with offset, such as 2026-03-01T12:30:00Z")]
    [InlineData("decision", "riskScore", "101", "riskScore: expected a decimal from 0 to 100")]
    [InlineData("decision", "riskScore", "null", "riskScore: a scored payment needs one")]
    [InlineData("decision", "threshold", "-1", "threshold: expected a decimal from 0 to 100")]
    [InlineData("decision", "policyVersion", "0", "policyVersion: expected a whole number from 1")]
    [InlineData("decision", "scores.user.value", "100.5", "scores.user.value: expected a decimal from 0 to 100")]
    [InlineData("decision", "scores.country.weight", "1.1", "scores.country.weight: expected a decimal from 0 to 1")]
    [InlineData("decision", "scores.paymentType.weight", "-0.1", "scores.paymentType.weight: expected a decimal from 0 to 1")]
    public void A_value_out_of_its_range_is_told(string kind, string path, string value, string poison) =>
        PoisonOf(kind, Change(kind, path, parent => parent[path[(path.LastIndexOf('.') + 1)..]] = JsonNode.Parse(value))).ShouldBe(poison);

    [Theory]
    [InlineData("request", "attempt", "\"1\"")]
    [InlineData("request", "attempt", "1.5")]
    [InlineData("request", "attempt", "2147483648")]
    [InlineData("reply", "status", "0")]
    [InlineData("reply", "status", "\"0\"")]
    [InlineData("reply", "status", "\"Known\"")]
    [InlineData("reply", "status", "\"Scored, UnknownWallet\"")]
    [InlineData("reply", "status", "\"scored\"")]
    [InlineData("reply", "status", "\" Scored\"")]
    [InlineData("reply", "score", "\"12.5\"")]
    [InlineData("reply", "score", "\"NaN\"")]
    [InlineData("decision", "decision", "1")]
    [InlineData("decision", "decision", "\"\"")]
    [InlineData("decision", "reason", "null")]
    [InlineData("decision", "scores.user.defaulted", "\"false\"")]
    public void A_value_of_another_type_is_poison(string kind, string path, string value)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        PoisonOf(kind, Change(kind, path, parent => parent[name] = JsonNode.Parse(value))).ShouldNotBeNull().ShouldContain(name);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_no_json_object_is_poison(string kind)
    {
        var valid = Messages[kind].Valid;
        PoisonOf(kind, (byte[]?)null).ShouldBe("null value");
        PoisonOf(kind, "").ShouldBe("empty value");
        PoisonOf(kind, "null").ShouldBe("expected a JSON object");
        foreach (var text in new[] { " ", "x", "1", "\"p\"", "[]", $"[{valid}]", "{}", "{", valid[..^1], valid + "x", valid + valid, valid + "//", valid.Replace("}", ",}"), "\uFEFF" + valid, "{'paymentId':'p'}" })
        {
            PoisonOf(kind, text).ShouldNotBeNull(text);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bytes_that_are_not_utf_8_and_lone_surrogates_are_poison(string kind)
    {
        var valid = Messages[kind].Valid;
        PoisonOf(kind, Encoding.Latin1.GetBytes(valid.Replace("\"p\"", "\"é\""))).ShouldBe("expected JSON in UTF-8");
        PoisonOf(kind, [.. Encoding.UTF8.GetBytes(valid[..^1]), .. ",\"more\":\""u8, 0xFF, .. "\"}"u8]).ShouldBe("expected JSON in UTF-8");
        PoisonOf(kind, Encoding.Unicode.GetBytes(valid)).ShouldNotBeNull();
        PoisonOf(kind, valid.Replace("\"p\"", "\"\\ud83d\"")).ShouldNotBeNull();
        PoisonOf(kind, valid.Replace("\"p\"", "\"\\udcb6\\ud83d\"")).ShouldNotBeNull();
        PoisonOf(kind, valid.Replace("\"p\"", "\"\\ud83d\\udcb6\"")).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_value_over_64_KiB_is_poison(string kind)
    {
        var valid = Encoding.UTF8.GetBytes(Messages[kind].Valid);
        byte[] largest = [.. valid, .. Enumerable.Repeat((byte)' ', 64 * 1024 - valid.Length)];
        PoisonOf(kind, largest).ShouldBeNull();
        PoisonOf(kind, [.. largest, (byte)' ']).ShouldBe("65537 bytes: expected at most 65536");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_reason_is_short_whatever_the_sender_wrote(string kind)
    {
        var name = new string('n', 60_000);
        PoisonOf(kind, $$"""{"{{name}}":{"{{name[..4_000]}}":nul } }""").ShouldNotBeNull().Length.ShouldBeLessThan(1_000);
        PoisonOf(kind, Messages[kind].Valid.Replace("\"p\"", $"\"{name}\"")).ShouldNotBeNull().Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public void No_bytes_make_reading_throw() =>
        Gen.Select(Gen.OneOf(Messages.Keys.ToArray()), Gen.Int[0, 200], Gen.Int[0, 10], Gen.Byte.Array[0, 10]).Sample((kind, at, length, bytes) =>
        {
            var valid = Encoding.UTF8.GetBytes(Messages[kind].Valid);
            var from = Math.Min(at, valid.Length);
            Messages[kind].PoisonOf([.. valid[..from], .. bytes, .. valid[Math.Min(from + length, valid.Length)..]]);
            Messages[kind].PoisonOf(bytes);
        });

    private static string? PoisonOf(string kind, string text) => PoisonOf(kind, Encoding.UTF8.GetBytes(text));

    private static string? PoisonOf(string kind, byte[]? value) => Messages[kind].PoisonOf(value);

    private static IEnumerable<string> Paths(JsonObject json, string prefix) => json.SelectMany(member =>
        member.Value is JsonObject inner ? [prefix + member.Key, .. Paths(inner, $"{prefix}{member.Key}.")] : new[] { prefix + member.Key });

    // The valid message with a change in the object that holds the member.
    private static string Change(string kind, string path, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Messages[kind].Valid)!.AsObject();
        var parent = path.Split('.')[..^1].Aggregate(json, (inner, name) => inner[name]!.AsObject());
        change(parent);
        return json.ToJsonString();
    }

    [Fact]
    public void A_reason_is_at_most_500_characters_however_long_the_value_that_it_repeats()
    {
        var member = new string('x', 5_000);
        var reason = MessageCodec.DecodePaymentReady(System.Text.Encoding.UTF8.GetBytes("{\"" + member + "\":[}")).Poison!;
        reason.Length.ShouldBe(500);
        reason.ShouldEndWith("…");
    }
}
