namespace RmsActors.Contracts.Tests;

public class TopicsTests
{
    [Fact]
    public void The_topics_are_those_of_the_story_in_its_order() => Topics.All.ShouldBe(
        ["PAYMENT-READY-FOR-ANTIFRAUD", "PAYMENT-DETAILS", "WALLET-KYC-REQUEST", "WALLET-KYC-RESPONSE", "PAY-DECISION"]);

    [Fact]
    public void Dead_letters_lie_beside_their_topic() => Topics.DeadLettersOf(Topics.PayDecision).ShouldBe("PAY-DECISION.DLQ");
}
