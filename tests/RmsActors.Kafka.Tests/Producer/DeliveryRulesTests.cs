using Confluent.Kafka;

namespace RmsActors.Kafka.Tests.Producer;

public sealed class DeliveryRulesTests
{
    [Theory]
    [InlineData(ErrorCode.NoError, DeliveryVerdict.Acknowledged)]
    [InlineData(ErrorCode.Local_MsgTimedOut, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.Local_Transport, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.Local_AllBrokersDown, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.Local_UnknownTopic, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.UnknownTopicOrPart, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.NotEnoughReplicas, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.NotEnoughReplicasAfterAppend, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.NotLeaderForPartition, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.RequestTimedOut, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.InvalidMsg, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.ThrottlingQuotaExceeded, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.Local_Authentication, DeliveryVerdict.SendAgain)]
    [InlineData(ErrorCode.MsgSizeTooLarge, DeliveryVerdict.Refused)]
    [InlineData(ErrorCode.RecordListTooLarge, DeliveryVerdict.Refused)]
    [InlineData(ErrorCode.InvalidRecord, DeliveryVerdict.Refused)]
    [InlineData(ErrorCode.TopicException, DeliveryVerdict.Refused)]
    [InlineData(ErrorCode.TopicAuthorizationFailed, DeliveryVerdict.Refused)]
    [InlineData(ErrorCode.PolicyViolation, DeliveryVerdict.Refused)]
    [InlineData(ErrorCode.Local_Fatal, DeliveryVerdict.Fatal)]
    [InlineData(ErrorCode.ClusterAuthorizationFailed, DeliveryVerdict.Fatal)]
    [InlineData(ErrorCode.Local_PurgeQueue, DeliveryVerdict.Abandoned)]
    [InlineData(ErrorCode.Local_PurgeInflight, DeliveryVerdict.Abandoned)]
    public void Decides_by_the_error(ErrorCode code, DeliveryVerdict verdict) => DeliveryRules.After(new Error(code)).ShouldBe(verdict);

    [Fact]
    public void An_error_that_librdkafka_calls_fatal_is_fatal_whatever_its_code() =>
        DeliveryRules.After(new Error(ErrorCode.OutOfOrderSequenceNumber, "", isFatal: true)).ShouldBe(DeliveryVerdict.Fatal);

    [Fact]
    public void Every_code_has_a_verdict_and_only_success_is_acknowledged() =>
        Enum.GetValues<ErrorCode>().Where(code => DeliveryRules.After(new Error(code)) == DeliveryVerdict.Acknowledged).ShouldBe([ErrorCode.NoError]);
}
