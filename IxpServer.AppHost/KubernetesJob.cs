using Aspire.Hosting.Kubernetes.Resources;

namespace IxpServer.AppHost;

/// <summary>
/// A job of Kubernetes (batch/v1), which Aspire has not: what runs to its end must not be started again for ever, as a
/// deployment does. The publisher writes the members in camel case.
/// </summary>
public sealed class KubernetesJob : Workload
{
    /// <summary>Runs the pods of a deployment once.</summary>
    /// <param name="deployment">What the publisher has made of the project.</param>
    public KubernetesJob(Workload deployment)
        : base("batch/v1", "Job")
    {
        // The alert IxpMigrationJobFailed knows it by this name.
        Metadata.Name = "ixp-migrations";
        Metadata.Labels = deployment.Metadata.Labels;
        Spec = new() { Template = deployment.PodTemplate };
        PodTemplate.Spec.RestartPolicy = "OnFailure";
    }

    /// <summary>What the job is to do.</summary>
    public KubernetesJobSpec Spec { get; }

    /// <inheritdoc/>
    public override PodTemplateSpecV1 PodTemplate => Spec.Template;
}

/// <summary>The part of a job's specification that is needed here.</summary>
public sealed class KubernetesJobSpec
{
    /// <summary>How often a failed pod is started again, ever later: the database may still be starting.</summary>
    public int BackoffLimit { get; } = 10;

    /// <summary>
    /// When a finished job goes, in seconds: a day, so that the log of one that failed, and the alert, are still there
    /// when somebody comes to look. One that is there has to be deleted before the next version's.
    /// </summary>
    public int TtlSecondsAfterFinished { get; } = 86_400;

    /// <summary>The pods.</summary>
    public required PodTemplateSpecV1 Template { get; init; }
}
